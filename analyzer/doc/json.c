/* JSON values made nodes, in one pass over the bytes. */
#include "doc/json.h"

#include "base/utf8.h"
#include "doc/json_text.h"
#include "doc/notices.h"
#include "doc/scalar.h"

struct json {
	struct builder *builder;
	struct json_text text;
	bool given_up;       /* the builder refused; else false from a reader means no JSON */
};

static bool read_value(struct json *j);

/* What the builder answers, remembered. */
static bool built(struct json *j, bool good)
{
	j->given_up = !good;
	return good;
}

/* A string; the piece's text is good until the next one. */
static bool read_string(struct json *j, struct piece *p)
{
	*p = (struct piece){ .begin = j->text.at, .flags = NODE_QUOTED };
	if (!json_string(&j->text, &p->text, &p->len))
		return false;
	p->end = j->text.at;
	return true;
}

/* A number, or one of JSON's three words. */
static bool read_word(struct json *j, struct piece *p)
{
	*p = (struct piece){ .begin = j->text.at, .plain = true };
	if (!json_word(&j->text))
		return false;
	p->end = j->text.at;
	p->text = j->text.bytes + p->begin;
	p->len = p->end - p->begin;
	/* What YAML takes for a string is a number that no computer has. */
	if (scalar_kind(p->text, p->len) == SCALAR_STRING)
		build_report(j->builder, &notice_input_infinite, p->begin, p->end, "Kubernetes rejects %.*s: the number is too large",
			p->len < 40 ? (int)p->len : 40, p->text);
	return true;
}

static bool read_member(struct json *j)
{
	struct piece key;

	if (json_peek(&j->text) != '"' || !read_string(j, &key))
		return false;
	return built(j, build_scalar(j->builder, &key)) && json_take(&j->text, ':') && read_value(j);
}

/* A list or map from its bracket on. The builder's guard bounds the recursion. */
static bool read_collection(struct json *j, char closing)
{
	enum node_kind kind = closing == ']' ? NODE_LIST : NODE_MAP;

	if (!built(j, build_open(j->builder, kind, true, j->text.at, NULL)))
		return false;
	j->text.at++;
	if (!json_take(&j->text, closing)) {
		do {
			if (!(kind == NODE_LIST ? read_value(j) : read_member(j)))
				return false;
		} while (json_take(&j->text, ','));
		if (!json_take(&j->text, closing))
			return false;
	}
	return built(j, build_close(j->builder, j->text.at));
}

static bool read_value(struct json *j)
{
	char c = json_peek(&j->text);
	struct piece p;

	if (c == '{' || c == '[')
		return read_collection(j, c == '{' ? '}' : ']');
	return (c == '"' ? read_string(j, &p) : read_word(j, &p)) && built(j, build_scalar(j->builder, &p));
}

static bool is_open(char c)
{
	return c == '{' || c == '[';
}

static bool read_all(struct json *j)
{
	while (json_peek(&j->text), j->text.at < j->text.n) {
		struct document d = { .source = j->builder->source, .begin = j->text.at };

		if (!is_open(json_peek(&j->text)))
			return false;
		build_begin(j->builder);
		if (!read_value(j))
			return false;
		json_peek(&j->text);
		d.root = j->builder->root;
		d.end = j->text.at;
		build_take(j->builder, d);
	}
	return true;
}

enum json_result json_read(struct builder *b, uint32_t begin)
{
	struct load *l = b->load;
	struct json j = { .builder = b, .text = { .bytes = b->source->bytes, .at = begin, .n = b->source->n } };
	size_t n_documents = l->documents.n, n_findings = l->sink->findings.n;
	bool good;

	if (!is_open(json_peek(&j.text)))
		return JSON_OTHER;
	if (!b->source->ascii && utf8_check(j.text.bytes, j.text.n) < j.text.n)
		return JSON_OTHER;
	good = read_all(&j);
	buf_release(&j.text.escaped);
	if (good)
		return JSON_READ;
	if (j.given_up)
		return JSON_GIVEN_UP;
	l->documents.n = n_documents;
	l->sink->findings.n = n_findings;
	return JSON_OTHER;
}
