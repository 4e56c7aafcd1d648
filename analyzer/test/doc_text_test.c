/*
 * Suite of doc: short texts and what is made of them, a line each, in testdata/doc/texts/QUESTION.txt: the text in quotes,
 * then the answer. BLESS rewrites the answers.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "doc/json_text.h"
#include "doc/load.h"
#include "doc/made.h"
#include "doc/notices.h"
#include "doc/placeholder.h"
#include "doc/scalar.h"
#include "doc/template.h"
#include "source/read.h"
#include "test/golden.h"
#include "test/run.h"
#include "test/tree.h"

#ifndef TESTDATA
#define TESTDATA "testdata"
#endif

static struct arena arena = ARENA_INIT;

/* A text's bytes in quotes, as the files have them. */
static void put_text(struct buf *out, const char *text, size_t n)
{
	buf_putc(out, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '\n' || c == '\r' || c == '\t')
			buf_printf(out, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
		else if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else if (c < ' ' || c > '~')
			buf_printf(out, "\\x%02x", c);
		else
			buf_putc(out, (char)c);
	}
	buf_putc(out, '"');
}

/* Read a text behind its quote into out; what is behind it. */
static const char *take_text(const char *at, struct buf *out)
{
	static const char from[] = "nrt", to[] = "\n\r\t";

	for (; *at != '"'; at++) {
		const char *known;
		unsigned byte;

		ck_assert_msg(*at && *at != '\n', "a text without its second quote");
		if (*at != '\\') {
			buf_putc(out, *at);
			continue;
		}
		at++;
		known = strchr(from, *at);
		if (*at == 'x' && sscanf(at + 1, "%2x", &byte) == 1) {
			buf_putc(out, (char)byte);
			at += 2;
		} else {
			buf_putc(out, known && *at ? to[known - from] : *at);
		}
	}
	return at + 1;
}

/* --- what a text may stand for --- */

static void say_placeholder(struct buf *out, const char *text, size_t n)
{
	const struct source *s = source_make(&arena, "a.yaml", arena_strndup(&arena, text, n), n);
	const struct {
		const char *word;
		bool is;
	} answers[] = {
		{ "suspect", placeholder_suspect(s) }, { "value", placeholder_in(text, n) }, { "key", placeholder_in_key(text, n) },
		{ "unfilled", placeholder_unfilled(text, n) }, { "number", placeholder_of_number(text, n) },
		{ "braces", placeholder_in_braces(text, n) }, { "template", placeholder_in_template(text, n) },
		{ "breaks", placeholder_breaks(text, n) }, { "action", template_suspect(s) },
	};

	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		if (answers[i].is)
			buf_printf(out, " %s", answers[i].word);
}

/* Of a file's name. */
static void say_name(struct buf *out, const char *text, size_t n)
{
	const struct source *s = source_make(&arena, arena_strndup(&arena, text, n), "a: '{{ .Values.x }}'", 20);
	struct span action;

	if (placeholder_of_template(s))
		buf_puts(out, " template");
	if (template_in_chart(s, &action))
		buf_puts(out, " chart");
}

static void put_value(struct buf *out, const struct value *v)
{
	static const char *const names[] = { "null", "bool", "int", "float", "string" };

	buf_puts(out, names[v->scalar]);
	if (v->scalar == SCALAR_BOOL)
		buf_puts(out, v->truth ? " true" : " false");
	if (v->scalar == SCALAR_INT)
		buf_printf(out, " %lld", (long long)v->whole);
	if (v->scalar == SCALAR_FLOAT)
		buf_printf(out, " %.17g", v->number);
	buf_puts(out, v->is_float ? " of a fraction" : "");
}

/* What the text is, which tags take it and what for, and what it is called as a key. */
static void say_scalar(struct buf *out, const char *text, size_t n)
{
	static const char *const tags[] = { "int", "float", "bool", "null", "timestamp" };
	struct value v = scalar_resolve(text, n);
	size_t len = n;
	const char *key = scalar_key(&arena, text, n, &len);

	ck_assert_int_eq(scalar_kind(text, n), v.scalar);
	buf_putc(out, ' ');
	put_value(out, &v);
	if (key && (len != n || memcmp(key, text, n) != 0)) {
		buf_puts(out, ", key ");
		put_text(out, key, len);
	}
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
		char tag[64];

		snprintf(tag, sizeof tag, "tag:yaml.org,2002:%s", tags[i]);
		if (!scalar_resolve_tagged(tag, text, n, &v))
			continue;
		buf_printf(out, ", !!%s ", tags[i]);
		put_value(out, &v);
		len = n;
		key = v.is_float ? scalar_float(&arena, &v, text, &len) : text;
		if (key != text)
			put_text(out, key, len);
	}
}

static void say_base64(struct buf *out, const char *text, size_t n)
{
	const char *bytes = scalar_base64(&arena, text, n, &n);

	if (bytes) {
		buf_putc(out, ' ');
		put_text(out, bytes, n);
	}
}

/* A value of JSON that nests at most two lists and maps deep: where it ends, or where it is none. */
static void say_json(struct buf *out, const char *text, size_t n)
{
	struct json_text j = { .bytes = text, .n = (uint32_t)n };
	bool is = json_skip(&j, 2);

	buf_printf(out, " %s@%u", is ? "value" : "none", j.at);
	if (is && n && *text == '"') {
		j.at = 0;
		ck_assert(json_string(&j, &text, &n));
		buf_putc(out, ' ');
		put_text(out, text, n);
	}
	buf_release(&j.escaped);
}

/* --- what a file holds --- */

static struct pool *pool;
static struct sink sink;
static struct load load;
static struct arena nodes = ARENA_INIT; /* of documents that are not all kept */

static void put_span(struct buf *out, uint32_t begin, uint32_t end)
{
	buf_printf(out, "@%u-%u", begin, end);
}

static void put_node(struct buf *out, const struct node *n)
{
	static const char flags[] = "!*qf|?"; /* as enum node_flag has them */
	static const char scalars[] = "~bif"; /* as enum scalar has them */

	if (n->kind == NODE_SCALAR) {
		if (n->scalar != SCALAR_STRING)
			buf_putc(out, scalars[n->scalar]);
		put_text(out, n->text->text, n->text->len);
	} else {
		const char *comma = "";

		buf_putc(out, n->kind == NODE_MAP ? '{' : '[');
		for (const struct node *c = node_children(n); c; c = c->next, comma = ", ") {
			ck_assert_ptr_eq(c->parent, n);
			buf_puts(out, comma);
			if (n->kind == NODE_MAP) {
				put_text(out, c->key->text, c->key->len);
				put_span(out, c->key_begin, c->key_end);
				buf_puts(out, ": ");
			}
			put_node(out, c);
		}
		buf_putc(out, n->kind == NODE_MAP ? '}' : ']');
	}
	put_span(out, n->begin, n->end);
	for (size_t i = 0; flags[i]; i++)
		if (n->flags & 1 << i)
			buf_putc(out, flags[i]);
}

static void put_document(struct buf *out, const struct document *d)
{
	if (load.hollow && !d->dropped) { /* it is read again by whoever wants it: its texts are gone */
		buf_puts(out, " kept");
		put_span(out, d->begin, d->end);
		return;
	}
	buf_puts(out, d->dropped ? " dropped" : d->json ? " json" : " document");
	put_span(out, d->begin, d->end);
	if (d->origin) {
		buf_puts(out, " from ");
		put_text(out, d->origin, strlen(d->origin));
	}
	buf_putc(out, ' ');
	put_node(out, d->root);
}

/* A message is one line, with what a text holds in it. */
static void put_message(struct buf *out, const char *message)
{
	for (; *message; message++)
		if ((unsigned char)*message < ' ')
			buf_printf(out, "\\x%02x", (unsigned)*message);
		else
			buf_putc(out, *message);
}

static void put_findings(struct buf *out)
{
	sink_sort(&sink);
	for (size_t i = 0; i < sink.findings.n; i++) {
		const struct finding *f = sink.findings.at[i];

		buf_printf(out, "; %s %s", severity_name(f->severity), f->notice->code);
		put_span(out, f->span.begin, f->span.end);
		buf_putc(out, ' ');
		put_message(out, f->message);
		for (size_t k = 0; k < f->related.n; k++) {
			buf_puts(out, ", at ");
			put_span(out, f->related.at[k].span.begin, f->related.at[k].span.end);
			buf_putc(out, ' ');
			put_message(out, f->related.at[k].message);
		}
	}
}

static void put_loaded(struct buf *out)
{
	static const char *const engines[] = { "none", "Go", "Jinja", "ytt", "another" };

	for (size_t i = 0; i < load.documents.n; i++)
		put_document(out, &load.documents.at[i]);
	if (load.n_templates && load.action.source) {
		buf_printf(out, " a template of %s", engines[template_engine(load.action.source, load.action)]);
		put_span(out, load.action.begin, load.action.end);
	}
	if (load.n_broken)
		buf_printf(out, "; %zu broken", load.n_broken);
	put_findings(out);
}

static void load_named(const char *name, const char *text, size_t n)
{
	load_source(&load, read_text(&arena, name, text, n));
}

static void say_document(struct buf *out, const char *text, size_t n)
{
	load_named("a.yaml", text, n);
	put_loaded(out);
}

static void say_in_chart(struct buf *out, const char *text, size_t n)
{
	load_named("templates/a.yaml", text, n);
	put_loaded(out);
}

static void say_in_template(struct buf *out, const char *text, size_t n)
{
	load_named("a.template.yaml", text, n);
	put_loaded(out);
}

static bool has_kind(void *context, const struct node *root)
{
	(void)context;
	return node_find(root, "kind") != NULL;
}

static void say_kept(struct buf *out, const char *text, size_t n)
{
	load.nodes = &nodes;
	load.keeps = has_kind;
	say_document(out, text, n);
}

static void say_hollow(struct buf *out, const char *text, size_t n)
{
	load.hollow = true;
	say_kept(out, text, n);
}

/* What is in the texts that a document holds. */
static void say_embedded(struct buf *out, const char *text, size_t n)
{
	const struct document *inner;

	load_named("a.yaml", text, n);
	for (size_t i = 0, all = load.documents.n; i < all; i++)
		for (const struct node *c = node_children(load.documents.at[i].root); c; c = c->next) {
			size_t n_inner = load_embedded_documents(&load, c, &inner);

			buf_printf(out, " %s:%s", c->key ? c->key->text : "-", n_inner ? "" : " nothing");
			for (size_t k = 0; k < n_inner; k++)
				put_document(out, &inner[k]);
		}
	buf_puts(out, load.n_broken ? "; broken" : "");
	put_findings(out);
}

/* What the accessors make of a node. */
static void put_kind(struct buf *out, const struct node *n)
{
	int64_t whole = 0;
	bool truth = false;

	if (node_is_map(n))
		buf_puts(out, " map");
	if (node_is_list(n))
		buf_puts(out, " list");
	if (node_is_null(n))
		buf_puts(out, " null");
	if (node_int(n, &whole))
		buf_printf(out, " %lld", (long long)whole);
	if (node_bool(n, &truth))
		buf_puts(out, truth ? " true" : " false");
	if (node_text(n))
		buf_puts(out, " text");
	if (node_has(n, 1))
		buf_puts(out, " has spec");
	if (node_get_int(n, 1, &whole))
		buf_printf(out, " of %lld", (long long)whole);
	if (node_at(n, 1u, 2u, 0u))
		buf_puts(out, " with hosts");
	if (node_find(n, "spec"))
		ck_assert_ptr_eq(node_find(n, "spec"), node_member(n, pool_text(pool, "spec")));
	else
		ck_assert_ptr_null(node_member(n, pool_text(pool, "spec")));
}

/* Nothing is to be seen of what is not there, nor of a poisoned node but that its members are. */
static void check_poisoned(struct node *n)
{
	uint8_t flags = n->flags;
	struct buf b = BUF_INIT;

	n->flags |= NODE_POISONED;
	buf_puts(&b, "");
	put_kind(&b, n);
	put_kind(&b, NULL);
	ck_assert_str_eq(b.at, node_has(n, 1) ? " has spec" : "");
	ck_assert(!n->key || !node_find(n->parent, n->key->text));
	ck_assert(!n->key || !node_member(n->parent, n->key));
	n->flags = flags;
	buf_release(&b);
}

static void check_spans(const struct node *n)
{
	ck_assert(node_span(n).source == node_source(n) && node_span(n).begin == n->begin && node_span(n).end == n->end);
	ck_assert(node_key_span(n).begin == (n->key ? n->key_begin : n->begin) && node_key_span(n).end == (n->key ? n->key_end : n->end));
	ck_assert(!node_span(NULL).source && !node_key_span(NULL).source);
}

/* The paths of a document's members, what each is, and which of them are the same, in their order and of a copy. */
static void say_nodes(struct buf *out, const char *text, size_t n)
{
	const struct node *root, *copy;

	load_named("a.yaml", text, n);
	ck_assert_uint_eq(load.documents.n, 1);
	root = load.documents.at[0].root;
	copy = made_copy(&arena, root);
	ck_assert(node_same(root, copy) && node_same(copy, root));
	for (struct node *a = node_children(root), *first = node_children(copy); a; a = a->next, first = first->next) {
		const struct node *b = first->next;

		buf_printf(out, "%s %s", a == node_children(root) ? "" : ",", node_path(&arena, a, NULL));
		put_kind(out, a);
		ck_assert_str_eq(node_path(&arena, first, NULL), node_path(&arena, a, NULL));
		check_poisoned(a);
		check_spans(a);
		ck_assert_ptr_eq(node_span(first).source, node_source(root));
		for (const struct node *c = node_children(a); c; c = c->next) {
			buf_printf(out, " (%s, %s)", node_path(&arena, c, NULL), node_path(&arena, c, a));
			check_spans(c);
		}
		for (const struct node *c = a->next; c; c = c->next, b = b->next) {
			ck_assert(node_same(a, c) == node_same(c, a) && node_same(a, c) == node_same(a, b));
			if (node_same(a, c))
				buf_printf(out, " = %s", node_path(&arena, c, root));
		}
	}
}

/* --- the files --- */

static const struct question {
	const char *name;
	void (*say)(struct buf *out, const char *text, size_t n);
	bool partly; /* it is asked of every beginning of the text too, whose answer what is behind it must not change */
} questions[] = {
	{ "placeholders", say_placeholder, true }, { "scalars", say_scalar, true }, { "base64", say_base64, true },
	{ "names", say_name, true }, { "json", say_json, true },
	{ "documents", say_document, false }, { "charts", say_in_chart, false }, { "templates", say_in_template, false },
	{ "kept", say_kept, false }, { "hollow", say_hollow, false }, { "embedded", say_embedded, false },
	{ "nodes", say_nodes, false },
};

#define N_QUESTIONS (sizeof questions / sizeof *questions)

static const char *answer(const struct question *q, const char *text, size_t n)
{
	static const char *const keys[] = { NULL, "spec", "hosts", "weight" };
	struct buf out = BUF_INIT;
	const char *said;

	pool = pool_new(keys, 4);
	sink = (struct sink){ .arena = &arena };
	load = (struct load){ .arena = &arena, .pool = pool, .sink = &sink };
	buf_puts(&out, "");
	q->say(&out, text, n);
	said = arena_strdup(&arena, out.at);
	pool_free(pool);
	arena_clear(&nodes);
	buf_release(&out);
	return said;
}

/* Of the beginnings of a text: is what is read no more than they are? */
static void ask_beginnings(const struct question *q, const char *text, size_t n)
{
	for (size_t len = 0; len < n; len++) {
		char *alone = arena_strndup(&arena, text, len);

		ck_assert_msg(strcmp(answer(q, text, len), answer(q, alone, len)) == 0, "%s: the first %zu of \"%s\":%s, but alone:%s",
			q->name, len, text, answer(q, text, len), answer(q, alone, len));
	}
}

START_TEST(texts_agree)
{
	const struct question *q = &questions[_i];
	const char *path = arena_printf(&arena, TESTDATA "/doc/texts/%s.txt", q->name);
	const char *want = tree_read(&arena, path, NULL), *why;
	struct buf got = BUF_INIT, text = BUF_INIT;

	ck_assert_ptr_nonnull(want);
	for (const char *line = want; *line; line += strcspn(line, "\n") + 1) {
		if (*line != '"') {
			buf_printf(&got, "%.*s\n", (int)strcspn(line, "\n"), line);
			continue;
		}
		buf_clear(&text);
		buf_puts(&text, "");
		take_text(line + 1, &text);
		put_text(&got, text.at, text.n);
		buf_printf(&got, "%s\n", answer(q, text.at, text.n));
		if (q->partly)
			ask_beginnings(q, text.at, text.n);
	}
	why = golden_file(&arena, path, got.at);
	ck_assert_msg(!why, "%s:\n%.3000s", path, why);
	buf_release(&got);
	buf_release(&text);
	arena_release(&nodes);
	arena_release(&arena);
}
END_TEST

/* A value that is left out, with a comment that says it is to come: it stands in the same line. */
START_TEST(values_to_come)
{
	static const struct {
		const char *text;
		bool comes;
	} list[] = {
		{ "a: # TO" "DO\n", true }, { "a: \t# FIX" "ME\n", true }, { "a: # x TO" "DO x\n", true }, { "a: # FIX" "ME\r\nb: c\n", true }, { "- # TO" "DO\n", true }, { "a: # TO" "DO", true },
		{ "a:\n  # TO" "DO\n", false }, { "a: # to" "do\n", false }, { "a: # TOD O\n", false }, { "a: # FIXM\n", false }, { "a: # x\n# TO" "DO\n", false }, { "a: # x\r# TO" "DO\n", false },
		{ "a: ~ # TO" "DO\n", false }, { "a: '' # TO" "DO\n", false }, { "{a: , b: } # TO" "DO\n", false },
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		const char *said = answer(&questions[5], list[i].text, strlen(list[i].text));

		ck_assert_str_eq(questions[5].name, "documents");
		ck_assert_msg((strstr(said, "~\"\"") && strstr(said, "!?")) == list[i].comes, "%s:%s", list[i].text, said);
	}
	arena_release(&nodes);
	arena_release(&arena);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("doc texts");
	TCase *t = tcase_create("doc texts");

	tcase_set_timeout(t, 300);
	tcase_add_loop_test(t, texts_agree, 0, (int)N_QUESTIONS);
	tcase_add_test(t, values_to_come);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK_GETENV);
}
