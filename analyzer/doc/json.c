/* JSON values made nodes, in one pass over the bytes. */
#include "doc/json.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "doc/notices.h"
#include "doc/scalar.h"

struct json {
	struct builder *builder;
	const char *bytes;
	uint32_t at, n;
	struct buf text;     /* a string whose escapes are undone */
	bool given_up;       /* the builder refused; else false from a reader means no JSON */
};

static bool read_value(struct json *j);

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blanks(struct json *j)
{
	while (j->at < j->n && is_blank(j->bytes[j->at]))
		j->at++;
}

/* The byte at the place, or NUL at the end; JSON has no NUL. */
static char peek(const struct json *j)
{
	return j->at < j->n ? j->bytes[j->at] : '\0';
}

static bool take(struct json *j, char c)
{
	skip_blanks(j);
	if (peek(j) != c)
		return false;
	j->at++;
	return true;
}

/* What the builder answers, remembered. */
static bool built(struct json *j, bool good)
{
	j->given_up = !good;
	return good;
}

static bool read_hex(struct json *j, uint32_t *out)
{
	*out = 0;
	if (j->n - j->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		char c = j->bytes[j->at++];
		const char *digits = "0123456789abcdef";
		const char *d = c ? strchr(digits, c >= 'A' && c <= 'F' ? c | 0x20 : c) : NULL;

		if (!d)
			return false;
		*out = *out << 4 | (uint32_t)(d - digits);
	}
	return true;
}

/* Behind "\u": one character, which may take a second escape. Half a pair becomes U+FFFD, as in Go. */
static bool read_unicode(struct json *j)
{
	uint32_t c, low, back;
	char utf8[4];

	if (!read_hex(j, &c))
		return false;
	if (c >= 0xd800 && c <= 0xdbff && j->n - j->at >= 2
			&& memcmp(j->bytes + j->at, "\\u", 2) == 0) {
		back = j->at;
		j->at += 2;
		if (!read_hex(j, &low))
			return false;
		if (low >= 0xdc00 && low <= 0xdfff)
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		else
			j->at = back;
	}
	if (c >= 0xd800 && c <= 0xdfff)
		c = 0xfffd;
	buf_add(&j->text, utf8, utf8_put(c, utf8));
	return true;
}

static bool read_escape(struct json *j)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = peek(j);
	const char *known = c ? strchr(from, c) : NULL;

	j->at++;
	if (c == 'u')
		return read_unicode(j);
	if (known)
		buf_putc(&j->text, to[known - from]);
	return known != NULL;
}

/* A string from its opening quote on; the piece's text is good until the next string. */
static bool read_string(struct json *j, struct piece *p)
{
	uint32_t run;
	bool escaped = false;

	*p = (struct piece){ .begin = j->at, .flags = NODE_QUOTED };
	run = ++j->at;
	buf_clear(&j->text);
	for (;; j->at++) {
		unsigned char c = (unsigned char)peek(j);

		if (c == '"')
			break;
		if (c < ' ')
			return false;
		if (c != '\\')
			continue;
		escaped = true;
		buf_add(&j->text, j->bytes + run, j->at - run);
		j->at++;
		if (!read_escape(j))
			return false;
		run = j->at--;
	}
	p->text = j->bytes + run;
	p->len = j->at - run;
	if (escaped) {
		buf_add(&j->text, p->text, p->len);
		p->text = j->text.at;
		p->len = j->text.n;
	}
	p->end = ++j->at;
	return true;
}

static bool skip_digits(struct json *j)
{
	uint32_t begin = j->at;

	while (peek(j) >= '0' && peek(j) <= '9')
		j->at++;
	return j->at > begin;
}

static bool skip_number(struct json *j)
{
	uint32_t first;

	if (peek(j) == '-')
		j->at++;
	first = j->at;
	if (!skip_digits(j) || (j->bytes[first] == '0' && j->at > first + 1))
		return false;
	if (peek(j) == '.') {
		j->at++;
		if (!skip_digits(j))
			return false;
	}
	if (peek(j) == 'e' || peek(j) == 'E') {
		j->at++;
		if (peek(j) == '+' || peek(j) == '-')
			j->at++;
		return skip_digits(j);
	}
	return true;
}

static bool skip_word(struct json *j)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < 3; i++) {
		size_t len = strlen(words[i]);

		if (j->n - j->at >= len && memcmp(j->bytes + j->at, words[i], len) == 0) {
			j->at += (uint32_t)len;
			return true;
		}
	}
	return false;
}

static bool read_scalar(struct json *j)
{
	struct piece p = { .begin = j->at, .plain = true };

	if (peek(j) == '"') {
		if (!read_string(j, &p))
			return false;
	} else if (!skip_number(j)) {
		j->at = p.begin;
		if (!skip_word(j))
			return false;
	}
	if (p.plain) {
		p.end = j->at;
		p.text = j->bytes + p.begin;
		p.len = p.end - p.begin;
	}
	/* A number that YAML takes for a string, because it is none that a computer has. */
	if (p.plain && scalar_resolve(p.text, p.len).scalar == SCALAR_STRING)
		build_report(j->builder, &notice_input_infinite, p.begin, p.end, "Kubernetes rejects %.*s: the number is too large",
			p.len < 40 ? (int)p.len : 40, p.text);
	return built(j, build_scalar(j->builder, &p));
}

static bool read_member(struct json *j)
{
	struct piece key;

	skip_blanks(j);
	if (peek(j) != '"' || !read_string(j, &key))
		return false;
	return built(j, build_scalar(j->builder, &key)) && take(j, ':') && read_value(j);
}

/* A list or map from its bracket on. The builder's guard bounds the recursion. */
static bool read_collection(struct json *j, char closing)
{
	enum node_kind kind = closing == ']' ? NODE_LIST : NODE_MAP;

	if (!built(j, build_open(j->builder, kind, true, j->at, NULL)))
		return false;
	j->at++;
	if (!take(j, closing)) {
		do {
			if (!(kind == NODE_LIST ? read_value(j) : read_member(j)))
				return false;
		} while (take(j, ','));
		if (!take(j, closing))
			return false;
	}
	return built(j, build_close(j->builder, j->at));
}

static bool read_value(struct json *j)
{
	skip_blanks(j);
	if (peek(j) == '{')
		return read_collection(j, '}');
	if (peek(j) == '[')
		return read_collection(j, ']');
	return read_scalar(j);
}

static bool read_all(struct json *j)
{
	struct load *l = j->builder->load;

	while (skip_blanks(j), j->at < j->n) {
		struct document d = { .source = j->builder->source, .begin = j->at };

		if (peek(j) != '{' && peek(j) != '[')
			return false;
		build_begin(j->builder);
		if (!read_value(j))
			return false;
		skip_blanks(j);
		d.root = j->builder->root;
		d.end = j->at;
		vec_push(l->arena, &l->documents, d);
	}
	return true;
}

enum json_result json_read(struct builder *b, uint32_t begin)
{
	struct load *l = b->load;
	struct json j = { .builder = b, .bytes = b->source->bytes, .at = begin, .n = b->source->n };
	size_t n_documents = l->documents.n, n_findings = l->sink->findings.n;
	bool good;

	skip_blanks(&j);
	if (peek(&j) != '{' && peek(&j) != '[')
		return JSON_OTHER;
	if (!b->source->ascii && utf8_check(j.bytes, j.n) < j.n)
		return JSON_OTHER;
	good = read_all(&j);
	buf_release(&j.text);
	if (good)
		return JSON_READ;
	if (j.given_up)
		return JSON_GIVEN_UP;
	l->documents.n = n_documents;
	l->sink->findings.n = n_findings;
	return JSON_OTHER;
}
