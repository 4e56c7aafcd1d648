/* Suite of doc: trees with spans, values, broken documents, templates, guards. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "doc/heap.h"
#include "doc/load.h"
#include "doc/made.h"
#include "doc/placeholder.h"
#include "doc/template.h"
#include "doc/notices.h"
#include "source/read.h"
#include "test/run.h"
#include "test/tree.h"

#ifndef TESTDATA
#define TESTDATA "testdata"
#endif

static struct arena arena = ARENA_INIT;
static struct pool *pool;
static struct sink sink;
static struct load load;

static void setup(void)
{
	static const char *const keys[] = { NULL, "spec", "hosts", "weight" };

	pool = pool_new(keys, 4);
	sink = (struct sink){ .arena = &arena };
	load = (struct load){ .arena = &arena, .pool = pool, .sink = &sink };
}

static void teardown(void)
{
	arena_release(&arena);
	pool_free(pool);
}

static void load_bytes(const char *name, const char *bytes, size_t n)
{
	load_source(&load, read_text(&arena, name, bytes, n));
}

static void load_text(const char *text)
{
	load_bytes("t.yaml", text, strlen(text));
}

/* The tree of a text that must be one document without findings. Starts the test anew. */
static const struct node *root_of(const char *text)
{
	setup();
	load_text(text);
	ck_assert_uint_eq(sink.findings.n, 0);
	ck_assert_uint_eq(load.documents.n, 1);
	return load.documents.at[0].root;
}

/* --- the dump that the cases of testdata/doc are compared with --- */

static void dump_span(struct buf *out, const struct source *s, uint32_t begin, uint32_t end)
{
	struct position a = source_position(s, begin), b = source_position(s, end);

	buf_printf(out, "%u:%u-%u:%u", a.line, a.column, b.line, b.column);
}

static void dump_text(struct buf *out, const struct str *s)
{
	buf_putc(out, '"');
	for (uint32_t i = 0; i < s->len; i++) {
		unsigned char c = (unsigned char)s->text[i];

		if (c == '\n')
			buf_puts(out, "\\n");
		else if (c < ' ' || c == '"' || c == '\\')
			buf_printf(out, "\\x%02x", c);
		else
			buf_putc(out, (char)c);
	}
	buf_putc(out, '"');
}

static void dump_node(struct buf *out, const struct node *n, int depth)
{
	static const char *const scalars[] = { "null", "bool", "int", "float", "string" };
	static const char *const kinds[] = { "scalar", "map", "list" };

	buf_printf(out, "%*s", depth * 2, "");
	if (n->key) {
		dump_text(out, n->key);
		buf_putc(out, '@');
		dump_span(out, node_source(n), n->key_begin, n->key_end);
		buf_putc(out, ' ');
	} else if (n->parent) {
		buf_printf(out, "[%u] ", n->index);
	}
	buf_printf(out, "%s ", n->kind == NODE_SCALAR ? scalars[n->scalar] : kinds[n->kind]);
	dump_span(out, node_source(n), n->begin, n->end);
	if (n->kind == NODE_SCALAR) {
		buf_putc(out, ' ');
		dump_text(out, n->text);
	}
	buf_printf(out, "%s%s%s%s\n", n->flags & NODE_ALIASED ? " aliased" : "",
		n->flags & NODE_QUOTED ? " quoted" : "", n->flags & NODE_FLOW ? " flow" : "",
		n->flags & NODE_BLOCK ? " block" : "");
	for (const struct node *c = node_children(n); c; c = c->next) {
		ck_assert_ptr_eq(c->parent, n);
		dump_node(out, c, depth + 1);
	}
}

static void dump_findings(struct buf *out)
{
	sink_sort(&sink);
	for (size_t i = 0; i < sink.findings.n; i++) {
		const struct finding *f = sink.findings.at[i];

		dump_span(out, f->span.source, f->span.begin, f->span.end);
		buf_printf(out, " %s %s: %s\n", severity_name(f->severity), f->notice->code, f->message);
		for (size_t k = 0; k < f->related.n; k++) {
			buf_puts(out, "  ");
			dump_span(out, f->related.at[k].span.source, f->related.at[k].span.begin,
				f->related.at[k].span.end);
			buf_printf(out, " %s\n", f->related.at[k].message);
		}
	}
}

static void dump(struct buf *out)
{
	for (size_t i = 0; i < load.documents.n; i++) {
		const struct document *d = &load.documents.at[i];

		buf_puts(out, "document ");
		dump_span(out, d->source, d->begin, d->end);
		if (d->origin)
			buf_printf(out, " from \"%s\"", d->origin);
		buf_putc(out, '\n');
		dump_node(out, d->root, 1);
	}
	buf_printf(out, "broken %zu, templates %zu", load.n_broken, load.n_templates);
	if (load.n_templates) {
		buf_puts(out, " for ");
		dump_span(out, load.action.source, load.action.begin, load.action.end);
		buf_printf(out, ", engine %d", template_engine(load.action.source, load.action));
	}
	buf_putc(out, '\n');
	dump_findings(out);
}

static char *slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	struct buf b = BUF_INIT;
	char block[4096];
	size_t got;

	buf_puts(&b, "");
	while (f && (got = fread(block, 1, sizeof block, f)) > 0)
		buf_add(&b, block, got);
	if (f)
		fclose(f);
	*n = b.n;
	return b.at;
}

/* Compare with the .want file beside the case, or write it where BLESS is set. */
static void check_case(const char *folder, const char *name)
{
	char path[512], want_path[512];
	struct buf got = BUF_INIT;
	struct source *s;
	const char *why;
	char *want;
	size_t n;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	snprintf(want_path, sizeof want_path, "%s/%.*s.want", folder,
		(int)(strrchr(name, '.') - name), name);
	setup();
	ck_assert_int_eq(read_source(&arena, path, name, READ_NAMED, &s, &why), READ_OK);
	load_source(&load, s);
	dump(&got);
	if (getenv("BLESS")) {
		FILE *f = fopen(want_path, "wb");

		ck_assert_ptr_nonnull(f);
		fwrite(got.at, 1, got.n, f);
		fclose(f);
	}
	want = slurp(want_path, &n);
	if (strcmp(want, got.at) != 0)
		ck_abort_msg("%s differs from its .want; now:\n%s", path, got.at);
	free(want);
	buf_release(&got);
	teardown();
}

static struct arena kept;
static struct tree_names yaml_cases, json_cases;

START_TEST(yaml_agrees)
{
	check_case(TESTDATA "/doc", yaml_cases.names.at[_i]);
}
END_TEST

START_TEST(json_agrees)
{
	check_case(TESTDATA "/doc", json_cases.names.at[_i]);
}
END_TEST

/* --- reading nodes --- */

START_TEST(accessors)
{
	struct node *n = (struct node *)root_of("spec:\n  hosts: [a, b, c]\n  weight: 0x10\n  x.y: {z: yes}\n  e:\n");
	const struct node *spec = node_get(n, 1), *hosts = node_at(n, 1u, 2u, 0u);
	struct node *b;
	int64_t i = 0;
	bool truth = false;

	ck_assert(node_is_map(n) && node_is_map(spec) && node_is_list(hosts));
	ck_assert(str_is(node_text(node_first(hosts)), "a"));
	ck_assert(node_get_int(spec, 3, &i) && i == 16);
	ck_assert(str_is(node_get_text(spec, 3), "0x10"));
	ck_assert(!node_bool(node_get(spec, 3), &truth));
	ck_assert(node_bool(node_find(node_find(spec, "x.y"), "z"), &truth) && truth);
	ck_assert(node_is_null(node_find(spec, "e")) && !node_text(node_find(spec, "e")));
	ck_assert_ptr_eq(node_member(spec, pool_text(pool, "e")), node_find(spec, "e"));
	ck_assert(!node_get(NULL, 1) && !node_get(hosts, 1) && !node_first(NULL) && !node_next(NULL));
	ck_assert(!node_is_null(NULL) && !node_is_map(NULL) && !node_int(NULL, &i) && !node_text(spec));
	ck_assert_str_eq(node_path(&arena, node_find(node_find(spec, "x.y"), "z"), NULL), "spec[\"x.y\"].z");
	ck_assert_str_eq(node_path(&arena, node_last(hosts), spec), "hosts[2]");
	ck_assert_str_eq(node_path(&arena, n, NULL), "");

	b = node_next(node_first(hosts));
	b->flags |= NODE_POISONED;
	ck_assert(str_is(node_text(node_next(node_first(hosts))), "c"));
	((struct node *)hosts)->flags |= NODE_POISONED;
	ck_assert(!node_get(spec, 2) && node_has(spec, 2) && !node_first(hosts) && !node_is_list(hosts));
	ck_assert_uint_eq(node_span(hosts).begin, hosts->begin);
	ck_assert_uint_eq(node_key_span(hosts).begin, hosts->key_begin);
	ck_assert_ptr_null(node_span(NULL).source);
	teardown();
}
END_TEST

START_TEST(equality)
{
	const struct node *n = root_of("a: {x: 1, y: [yes, null]}\nb: {'y': [true, ~], x: 0x1}\nc: {x: '1', y: [yes, null]}\n"
		"d: {x: 1}\ne: [1, 2]\nf: [2, 1]\n");
	const struct node *at[6];
	struct buf b = BUF_INIT;
	int k = 0;

	for (const struct node *m = node_children(n); m; m = m->next)
		at[k++] = m;
	ck_assert(!node_same(at[0], at[1])); /* the key y is "true" where it is not quoted */
	ck_assert(!node_same(at[0], at[2]) && !node_same(at[0], at[3]) && !node_same(at[4], at[5]));
	ck_assert(node_same(at[0], at[0]) && node_same(NULL, NULL) && !node_same(NULL, at[0]));
	teardown();
	n = root_of("a: {x: 1, z: [yes, null]}\nb: {z: [true, ~], x: 0x1}\n");
	ck_assert(node_same(n->first, node_last(n)));
	teardown();
	buf_puts(&b, "a:\n");
	for (int i = 0; i < 100; i++)
		buf_printf(&b, "  k%d: %d\n", i, i);
	buf_puts(&b, "b:\n");
	for (int i = 99; i >= 0; i--)
		buf_printf(&b, "  k%d: %d\n", i, i);
	n = root_of(b.at);
	ck_assert(node_same(n->first, node_last(n)));
	node_last(n)->first->text = pool_text(pool, "7");
	ck_assert(!node_same(n->first, node_last(n)));
	teardown();
	buf_release(&b);
}
END_TEST

/* Each item of the list is two trees; the first three are alike. */
START_TEST(alike)
{
	const struct node *n = root_of("- [{a: 1, b: [x, {c: }]}, {a: 1, b: [x, {c: }]}]\n- [a, a]\n- [{}, {}]\n"
		"- - {a: [1, 2]}\n  - {a: [1]}\n- - {a: [1]}\n  - {a: [1, 2]}\n- - {a: 1, b: 2}\n  - {b: 2, a: 1}\n"
		"- - {a: 1}\n  - {b: 1}\n- - {a: 1}\n  - {a: 2}\n- - {a: 1}\n  - {a: \"1\"}\n- - {a: {}}\n  - {a: []}\n- - {a: x}\n  - {a: \"x\"}\n- - {a: 1}\n  - {a: !!str 1}\n");
	struct node *copy;
	unsigned i = 0;

	for (const struct node *pair = node_children(n); pair; pair = pair->next, i++) {
		ck_assert(node_alike(pair->first, pair->first));
		ck_assert_msg(node_alike(pair->first, pair->first->next) == (i < 3), "pair %u", i);
	}
	ck_assert_uint_eq(i, 12);
	n = node_children(n)->first;
	copy = made_copy(&arena, n);
	ck_assert(node_alike(copy, n));
	copy->first->flags |= NODE_POISONED;
	ck_assert(!node_alike(copy, n));
	teardown();
}
END_TEST

/* --- texts inside of texts --- */

START_TEST(embedded_exact)
{
	const struct node *n = root_of("data:\n  mesh: |-\n    # comment\n\n    defaultConfig:\n      a: \"é\"\n    b: [1]\n  x: y\n");
	const struct node *mesh = node_find(node_find(n, "data"), "mesh");
	struct node *root = load_embedded(&load, mesh), *a;
	struct position p;

	ck_assert_ptr_nonnull(root);
	ck_assert_ptr_eq(node_source(root), node_source(n));
	a = node_find(node_find(root, "defaultConfig"), "a");
	p = source_position(node_source(a), a->begin);
	ck_assert(p.line == 6 && p.column == 10);
	p = source_position(node_source(a), a->end);
	ck_assert(p.line == 6 && p.column == 13);
	p = source_position(node_source(a), node_find(root, "b")->key_begin);
	ck_assert(p.line == 7 && p.column == 5);
	ck_assert_uint_eq(load.documents.n, 1);
	teardown();
}
END_TEST

START_TEST(embedded_whole)
{
	const struct node *n = root_of("a: \"x: 1\\ny: 2\"\nb: >\n  x: 1\n\n  y: 2\nc:\nd: ''\n");
	struct node *root = load_embedded(&load, node_find(n, "a"));

	ck_assert_uint_eq(node_last(root)->begin, node_find(n, "a")->begin);
	ck_assert_uint_eq(node_last(root)->end, node_find(n, "a")->end);
	ck_assert(str_is(node_text(node_last(root)), "2"));
	root = load_embedded(&load, node_find(n, "b"));
	ck_assert_uint_eq(root->first->key_begin, node_find(n, "b")->begin);
	ck_assert_ptr_null(load_embedded(&load, node_find(n, "c")));
	ck_assert_ptr_null(load_embedded(&load, node_find(n, "d")));
	ck_assert_ptr_null(load_embedded(&load, NULL));
	ck_assert_uint_eq(sink.findings.n, 0);
	teardown();
}
END_TEST

START_TEST(embedded_broken)
{
	const struct node *n = root_of("a: |\n  x: 1\n  y: 2: 3\nb: \"x: [\"\n");
	struct position p;

	ck_assert_ptr_null(load_embedded(&load, node_find(n, "a")));
	ck_assert_uint_eq(sink.findings.n, 1);
	ck_assert_ptr_eq(sink.findings.at[0]->span.source, node_source(n));
	p = source_position(node_source(n), sink.findings.at[0]->span.begin);
	ck_assert(p.line == 3 && p.column == 7);
	ck_assert_ptr_null(load_embedded(&load, node_find(n, "b")));
	ck_assert_uint_eq(sink.findings.at[1]->span.begin, node_find(n, "b")->begin);
	ck_assert_uint_eq(load.n_broken, 2);
	teardown();
}
END_TEST

/* --- Helm templates that only their folder betrays --- */

START_TEST(template_folder)
{
	static const char quoted[] = "a: \"{{ .Values.host }}\"\n", argo[] = "a: '{{inputs.name}}'\n";
	static const char block[] = "a: |\n  {{ .Values.x }}\n";
	static const struct {
		const char *name, *text;
		size_t templates;
	} files[] = {
		{ "chart/templates/a.yaml", quoted, 1 }, { "templates/a.yaml", quoted, 1 },
		{ "a.yaml", quoted, 0 }, { "mytemplates/a.yaml", quoted, 0 },
		{ "templates/a.yaml", argo, 0 }, { "templates/a.yaml", block, 0 },
		{ "templates/a.yaml", "# {{ .Values.x }}\na: b\n", 0 },
		{ "templates/a.yaml", "a: x-{{- include \"y\" . }}\n", 1 },
	};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		setup();
		load_bytes(files[i].name, files[i].text, strlen(files[i].text));
		ck_assert_msg(load.n_templates == files[i].templates, "case %zu", i);
		ck_assert_uint_eq(load.documents.n, 1 - files[i].templates);
		ck_assert_uint_eq(sink.findings.n, 0);
		teardown();
	}
}
END_TEST

START_TEST(template_engines)
{
	static const struct {
		const char *text;
		enum template_engine engine; /* TEMPLATE_NONE: no template at all */
	} files[] = {
		{ "a: {{ .x }}\n", TEMPLATE_GO }, { "a: {{- if .x }}\n", TEMPLATE_GO }, { "a: {{ $x }}\n", TEMPLATE_GO },
		{ "{{- end }}\n", TEMPLATE_GO }, { "a: {{ env \"X\" }}\n", TEMPLATE_GO }, { "a: {{ x }}\n", TEMPLATE_OTHER },
		{ "a: {{ x | y }}\n", TEMPLATE_OTHER }, { "a: {{ ended }}\n", TEMPLATE_OTHER },
		{ "a: {{ x }}\nb: {% if x %}\n", TEMPLATE_JINJA }, { "{% if x %}\na: b\n", TEMPLATE_JINJA },
		{ "a: b\n<% if x %>\n  c: d\n", TEMPLATE_OTHER }, { "%{ if x }\na: b\n", TEMPLATE_OTHER },
		{ "#@ load(\"a\", \"b\")\na: b\n", TEMPLATE_YTT }, { "#@ if x: \na: b\n", TEMPLATE_YTT },
		{ "#@ if you read this, go on\na: b\n", TEMPLATE_NONE }, { "#@ end\na: b\n", TEMPLATE_YTT },
		{ "#@ ends here\na: b\n", TEMPLATE_NONE }, { "#@ def f(x):\na: b\n", TEMPLATE_YTT },
		{ "a: #@ x\n", TEMPLATE_YTT }, { "a:\n- #@ x\n", TEMPLATE_YTT }, { "a: b #@ x\n", TEMPLATE_NONE },
		{ "a: #@x\n", TEMPLATE_NONE }, { "a: b#@ if x:\n", TEMPLATE_NONE }, { "#@\na: #@\n", TEMPLATE_NONE },
		{ "#@overlay/match by=\"x\"\na: b\n", TEMPLATE_YTT }, { "#@overlays\na: b\n", TEMPLATE_NONE },
		{ "#!of ytt\na: b\n", TEMPLATE_NONE }, { "a: |\n  #@ if x:\n  b\n", TEMPLATE_NONE },
		{ "a: \"x #@ if x:\"\n", TEMPLATE_NONE }, { "a: 'x\n  #@ end\n  y'\n", TEMPLATE_NONE },
		{ "a: <% x %>\n", TEMPLATE_NONE }, { "a: \"{% x %}\"\n", TEMPLATE_NONE },
	};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		setup();
		load_bytes("a.yaml", files[i].text, strlen(files[i].text));
		ck_assert_msg(load.n_templates == (files[i].engine != TEMPLATE_NONE), "case %zu", i);
		ck_assert_msg(!load.n_templates || template_engine(load.action.source, load.action) == files[i].engine,
			"case %zu", i);
		teardown();
	}
}
END_TEST

/* --- placeholders --- */

START_TEST(placeholders)
{
	static const char *const yes[] = {
		"${X}", "a-${x:-y}", "$(x)", "a.{{ x }}.b", "<% x %>", "__X__", "a.__X_Y__.b", "$X1", "$NAME-x", "$name", "{X1}", "{Xy}", "{your-domain}.com",
		"a-{NAME}", "<x>", "<your name>", "*.<x>.com", "%NAME%", "@x.y@", "((x/y))", "#{x}#", "CHANGE_ME", "x-REPLACEME",
		"PLACEHOLDER", "placeholderName", "($x)", "(join('-', [$x]))", "spiffe://$DOMAIN/ns/x/sa/y", "https://__HOST__/x",
		"<<x>>", "a b <<__x.y__>>: c",
	};
	static const char *const no[] = {
		"", "x", "/users/{ID}", "/{*}", "{**}", "{x}", "/%NAME%/x", "%PROTOCOL%", "%REQ(X)%", "%DOWNSTREAM_REMOTE_ADDRESS%",
		"^a$", "a$B|c", "(a|b)$", "(^a$|b)", "((a|b))", "__x__", "__X", "X__", "a__X__b", "$1", "$$X", "$", "$A b", "{}", "<>",
		"a <b> c", "<b", "@x", "x@y@", "a@b", "CHANGED", "placeholder", "placeholders", "{\"a\": \"${X}\"}", "[$X]",
		"x\n$X", "echo $HOME && $X", "request.host == '{X}'", "$X'", "(x)", "{X", "%X", "((x)", "#{x}", "$Xy-z", "\\1",
		"/<x>/y", "<nil>", "a.<no value>.b", "/{ID}.json", "%NAME", "% NAME%", "<<", "<<>>", "<<x>", "cat <<EOF",
	};

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		ck_assert_msg(placeholder_in(yes[i], strlen(yes[i])), "%s", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		ck_assert_msg(!placeholder_in(no[i], strlen(no[i])), "%s", no[i]);
	ck_assert(placeholder_breaks("  image: {a_1}/b:latest", 23) && placeholder_breaks("- {a}:1 \r", 9) && placeholder_breaks("  <see `a` for b>", 17)
		&& placeholder_breaks("  __A_B__", 9) && placeholder_breaks("a: <A_1> b", 10));
	ck_assert(!placeholder_breaks("a: {b}c", 7) && !placeholder_breaks("a: {}/b", 7) && !placeholder_breaks("a: <b> c: d", 11)
		&& !placeholder_breaks("", 0) && !placeholder_breaks("{", 1));
	ck_assert(placeholder_in_key("<<x>>", 5) && !placeholder_in_key("<<", 2));
	ck_assert(placeholder_in_key("${X}", 4) && !placeholder_in_key("$patch", 6) && !placeholder_in_key("__X__", 5));
}
END_TEST

/* Every spelling makes a source suspect. */
START_TEST(placeholders_are_suspected)
{
	static const char *const yes[] = {
		"${X}", "$(x)", "{{ x }}", "<% x %>", "__X__", "$X1", "$name", "{X1}", "<x>", "%NAME%", "@x.y@", "((x))", "#{x}#",
		"CHANGE_ME", "REPLACEME", "PLACEHOLDER", "placeholderName", "($x)",
		"${a.b}", "${A:-b c}", "#{a.b}#",
	};

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
		const struct node *n;
		struct buf b = BUF_INIT;

		setup();
		buf_printf(&b, "a: \"%s\"\n", yes[i]);
		load_bytes("t.yaml", b.at, b.n);
		n = node_children(load.documents.at[0].root);
		ck_assert_msg(n->flags & NODE_UNSETTLED, "%s", yes[i]);
		buf_release(&b);
		teardown();
	}
}
END_TEST

/* --- guards --- */

/* Seconds of the processor that a hostile text may take; HOSTILE_SLOWER stretches them. */
static double patience(void)
{
	const char *slower = getenv("HOSTILE_SLOWER");

	return slower ? atof(slower) : 1;
}

static void repeat(struct buf *b, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_puts(b, text);
}

/* One finding, or none where code is NULL, in good time. */
static void check_hostile(const char *what, struct buf *b, const char *code)
{
	clock_t begin = clock();
	double seconds;

	setup();
	load_bytes("t.yaml", b->at, b->n);
	seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
	ck_assert_msg(seconds < patience(), "%s took %.1f s", what, seconds);
	ck_assert_msg(sink.findings.n == (code != NULL), "%s: %zu findings", what, sink.findings.n);
	if (code)
		ck_assert_str_eq(sink.findings.at[0]->notice->code, code);
	teardown();
	buf_release(b);
}

START_TEST(hostile_deep)
{
	static const char *const units[] = { "[", "{a: ", "- ", "? ", "{\"a\":", "[[{a: [", "- ? " };

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		struct buf b = BUF_INIT;

		repeat(&b, units[i], 200000);
		check_hostile(units[i], &b, "IN004");
	}
}
END_TEST

START_TEST(hostile_depth_is_exact)
{
	for (size_t depth = LOAD_MAX_DEPTH; depth <= LOAD_MAX_DEPTH + 1; depth++) {
		for (int json = 0; json < 2; json++) {
			struct buf b = BUF_INIT;

			buf_puts(&b, json ? "" : "# YAML\n");
			repeat(&b, "[", depth);
			repeat(&b, "]", depth);
			check_hostile("depth", &b, depth > LOAD_MAX_DEPTH ? "IN004" : NULL);
		}
	}
}
END_TEST

START_TEST(hostile_line)
{
	static const char *const frames[][3] = {
		{ "a: ", "x", "" }, { "a: \"", "ü", "\"" }, { "a: ", "x y ", "z" }, { "a: \"", "\\n", "\"" }, { "# ", "x", "\n" },
		{ "a: |\n ", "x", "\n" },
	};

	for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
		struct buf b = BUF_INIT;

		buf_puts(&b, frames[i][0]);
		repeat(&b, frames[i][1], 20000000 / strlen(frames[i][1]));
		buf_puts(&b, frames[i][2]);
		check_hostile(frames[i][0], &b, NULL);
	}
}
END_TEST

START_TEST(hostile_aliases)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 30; i++) {
		buf_printf(&b, "a%d: &a%d [", i, i);
		for (int k = 0; k < 9; k++)
			buf_printf(&b, "*a%d, ", i - 1);
		buf_puts(&b, "x]\n");
	}
	check_hostile("alias bomb", &b, "IN005");
	buf_puts(&b, "a0: &a0 [x]\n");
	for (int i = 1; i < 200; i++)
		buf_printf(&b, "a%d: &a%d [*a%d]\n", i, i, i - 1);
	check_hostile("alias depth", &b, "IN004");
	buf_puts(&b, "a: &a {x: 1}\nb:\n");
	repeat(&b, "  <<: *a\n", 400000);
	check_hostile("merge keys", &b, "IN005");
}
END_TEST

/* Of a list of so many values this many aliases are one too many. */
static void check_aliases(size_t n_values, size_t too_many)
{
	for (size_t n = too_many - 1; n <= too_many; n++) {
		struct buf b = BUF_INIT;

		buf_puts(&b, "a: &a [");
		repeat(&b, "x,", n_values);
		buf_puts(&b, "]\nb: [");
		repeat(&b, "*a,", n);
		buf_puts(&b, "]\n");
		check_hostile(arena_printf(&arena, "%zu aliases of %zu values", n, n_values), &b, n < too_many ? NULL : "IN005");
	}
}

/* Of up to 400,000 values 99 % may come from aliases, then ever fewer; an alias is a value as well. */
START_TEST(hostile_aliases_are_counted)
{
	check_aliases(99, 3966);
	check_aliases(150, 298);
	check_aliases(200, 200);
	check_aliases(1000, 111);
	check_aliases(4000, 100);
	check_aliases(9999, 41); /* LOAD_MAX_COPIED */
	check_aliases(10000, 40);
}
END_TEST

START_TEST(hostile_wide)
{
	struct buf b = BUF_INIT;

	for (int i = 0; i < 100000; i++)
		buf_printf(&b, "k%d: 1\n", i);
	check_hostile("many keys", &b, NULL);
	repeat(&b, "%TAG !x! y\n", 100000);
	check_hostile("many directives", &b, "IN002");
	repeat(&b, "!", 1000000);
	check_hostile("marks", &b, NULL);
	repeat(&b, "- [fe80::]\n", 50000);
	check_hostile("colons", &b, "IN002");
	repeat(&b, "- [fe80::]\n---\n", 20000);
	check_hostile("colons in documents", &b, NULL);
}
END_TEST

START_TEST(hostile_many_defects)
{
	static const char *const units[] = { "a: [\n---\n", "a: \xff\n---\n", "a: 1\n", "a: *x\n---\n", "~: 1\n" };

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t told = i == 2 ? 1 : 100; /* one for all the keys of a map */
		struct buf b = BUF_INIT;
		clock_t begin = clock();

		repeat(&b, units[i], 1000000);
		setup();
		load_bytes("t.yaml", b.at, b.n);
		ck_assert_msg((double)(clock() - begin) / CLOCKS_PER_SEC < patience(), "%s", units[i]);
		ck_assert_uint_eq(sink.findings.n, told + 1);
		ck_assert_str_eq(sink.findings.at[told]->notice->code, "IN013");
		teardown();
		buf_release(&b);
	}
}
END_TEST

START_TEST(hostile_nul)
{
	setup();
	load_bytes("t.yaml", "a: \0b\n---\nc: d\n", 15);
	ck_assert_uint_eq(load.documents.n, 1);
	ck_assert_str_eq(sink.findings.at[0]->notice->code, "IN003");
	teardown();
}
END_TEST

/* Any bytes: no crash, and every span lies in its source. */
static void check_spans(const struct node *n)
{
	ck_assert(n->begin <= n->end && n->end <= node_source(n)->n);
	ck_assert(!n->key || (n->key_begin <= n->key_end && n->key_end <= node_source(n)->n));
	for (const struct node *c = node_children(n); c; c = c->next)
		check_spans(c);
}

START_TEST(noise)
{
	static const char signs[] = ":-?[]{},&*!|>'\"%@`# \t\n\r~.ax1<\\\xc3\xbc\xff{}[]:: \n\n  ";
	unsigned state = 12345;

	for (int round = 0; round < 20000; round++) {
		char text[64];
		size_t n = 0;

		state = state * 1103515245u + 12345u;
		for (size_t len = state >> 16 & 63; n < len; n++) {
			state = state * 1103515245u + 12345u;
			text[n] = signs[(state >> 16) % (sizeof signs - 1)];
		}
		text[n] = '\0';
		setup();
		load_bytes("t.yaml", text, n);
		for (size_t i = 0; i < load.documents.n; i++)
			check_spans(load.documents.at[i].root);
		for (size_t i = 0; i < sink.findings.n; i++) {
			const struct finding *f = sink.findings.at[i];

			ck_assert(f->span.begin <= f->span.end && f->span.end <= n);
			ck_assert(f->message[0] && !strchr(f->message, '\n'));
			for (size_t k = 0; k < f->related.n; k++)
				ck_assert(f->related.at[k].span.end <= n);
		}
		teardown();
	}
}
END_TEST

/* Blocks of all sizes around the classes' bounds hold what was put there, and freed ones serve again. */
START_TEST(heap_blocks)
{
	unsigned char *block[64] = { NULL };
	size_t size[64] = { 0 };
	unsigned seed = 1;
	char *copy = doc_heap_strdup("reviews");
	void *again;

	ck_assert_str_eq(copy, "reviews");
	doc_heap_free(copy);
	again = doc_heap_malloc(0);
	ck_assert_ptr_eq(again, copy);
	doc_heap_free(again);
	doc_heap_free(NULL);
	for (int i = 0; i < 20000; i++) {
		unsigned at = (seed = seed * 1103515245u + 12345u) >> 16 & 63;
		size_t n = ((size_t)1 << (i % 19)) + (size_t)(i % 3) - 1;
		bool grown = i % 2 && n > size[at];

		for (size_t k = 0; k < size[at]; k += 97)
			ck_assert_uint_eq(block[at][k], at);
		if (!grown)
			doc_heap_free(block[at]);
		block[at] = grown ? doc_heap_realloc(block[at], n) : doc_heap_malloc(n);
		ck_assert_ptr_nonnull(block[at]);
		ck_assert_uint_eq((uintptr_t)block[at] % _Alignof(max_align_t), 0);
		for (size_t k = 0; grown && k < size[at]; k += 97)
			ck_assert_uint_eq(block[at][k], at);
		memset(block[at], (int)at, n);
		size[at] = n;
	}
	for (int i = 0; i < 64; i++)
		doc_heap_free(block[i]);
	ck_assert_ptr_null(doc_heap_malloc(SIZE_MAX));
}
END_TEST

static bool has_kind(void *context, const struct node *root)
{
	++*(int *)context;
	return node_find(root, "kind") != NULL;
}

/* Load a text of which only the documents with a kind are kept, and dump what there is of each. */
static const char *kept_of(const char *text, bool hollow, size_t *nodes)
{
	struct buf out = BUF_INIT;
	struct arena own = ARENA_INIT;
	const char *dump;
	int asked = 0;

	setup();
	load.nodes = &own;
	load.keeps = has_kind;
	load.context = &asked;
	load.hollow = hollow;
	load_text(text);
	ck_assert_uint_eq((size_t)asked, load.documents.n);
	for (size_t i = 0; i < load.documents.n; i++) {
		buf_printf(&out, "%s%s\n", i ? "---\n" : "", load.documents.at[i].dropped ? "dropped" : "kept");
		dump_node(&out, load.documents.at[i].root, 0);
	}
	*nodes = own.total;
	dump = arena_strdup(&arena, out.at);
	buf_release(&out);
	arena_adopt(&arena, &own);
	return dump;
}

START_TEST(documents_dropped)
{
	static const char yaml[] = "a: {b: [1, 2]}\nc: 3\n---\nkind: {d: e}\n---\n- {f: g}\n---\nh\n---\nkind: [i]\n";
	static const char want[] =
		"dropped\nmap 1:1-2:5\n  \"a\"@1:1-1:2 map 1:4-1:15 flow\n"
		"---\nkept\nmap 4:1-4:13\n  \"kind\"@4:1-4:5 map 4:7-4:13 flow\n    \"d\"@4:8-4:9 string 4:11-4:12 \"e\"\n"
		"---\ndropped\nlist 6:1-6:9\n  [0] map 6:3-6:9 flow\n"
		"---\ndropped\nstring 8:1-8:2 \"\"\n"
		"---\nkept\nmap 10:1-10:10\n  \"kind\"@10:1-10:5 list 10:7-10:10 flow\n    [0] string 10:8-10:9 \"i\"\n";
	size_t nodes;

	ck_assert_str_eq(kept_of(yaml, false, &nodes), want);
	teardown();
}
END_TEST

/* What is wrong is told in a hollow document too, and that nothing is in a value is known of it. */
START_TEST(documents_hollow)
{
	static const char json[] = "{\"a\": {\"b\": [1, {\"c\": []}], \"b\": 2, \"d\": {}, \"d\": 3}, \"a\": {}, \"e\": 1e999}";
	size_t nodes;

	ck_assert_str_eq(kept_of(json, true, &nodes), "dropped\nmap 1:1-1:75 flow\n  \"a\"@1:55-1:58 map 1:60-1:62 flow\n");
	ck_assert_uint_eq(sink.findings.n, 3);
	ck_assert_str_eq(sink.findings.at[0]->message, "the keys \"b\" and \"d\" are set more than once in this map");
	ck_assert_str_eq(sink.findings.at[1]->message, "the key \"a\" is set twice in this map");
	ck_assert_int_eq(sink.findings.at[1]->severity, SEVERITY_ERROR);
	ck_assert_ptr_eq(sink.findings.at[2]->notice, &notice_input_infinite);
	teardown();
}
END_TEST

/* However much is in lists and maps, of a hollow document nothing but those that are open is there: here a quarter of a million nodes. */
START_TEST(documents_hollow_are_small)
{
	struct buf text = BUF_INIT;
	size_t nodes;

	for (int i = 0; i < 20000; i++)
		buf_printf(&text, "%s{\"a\": [1, 2, 3, 4, {\"b%d\": \"text %d\"}], \"c\": {\"d\": {\"e\": []}}}", i % 100 ? ",\n" : i ? "], [" : "[[", i, i);
	buf_puts(&text, "]]\n");
	kept_of(text.at, true, &nodes);
	ck_assert_uint_eq(sink.findings.n, 0);
	ck_assert_uint_le(nodes, 64 << 10);
	teardown();
	buf_release(&text);
}
END_TEST

/* Anchors and merge keys bring what is in maps that have ended. */
START_TEST(documents_hollow_but_for_aliases)
{
	static const char *const texts[] = { "a: &a {b: {c: d}}\ne: {<<: *a, f: *a}\n", "a: {<<: {b: c}, <<: {d: e}}\n" };
	size_t nodes;

	for (size_t i = 0; i < 2; i++) {
		kept_of(texts[i], true, &nodes);
		ck_assert_uint_eq(sink.findings.n, 0);
		ck_assert_uint_eq(load.documents.n, 1);
		teardown();
	}
}
END_TEST

/* Is what a line leaves out to be filled in? The word itself is none for this repository. */
static bool is_to_do(const char *text)
{
	struct arena a = ARENA_INIT;
	struct source *s = source_make(&a, "a.yaml", text, strlen(text));
	bool is = placeholder_to_do(s, (uint32_t)(strchr(text, ':') - text) + 1);

	arena_release(&a);
	return is;
}

/* Does the loader leave the document's first value for later? */
static bool is_unsettled(const char *text)
{
	const struct node *n = node_children(root_of(text));
	bool is = n->flags & NODE_UNSETTLED;

	ck_assert_int_eq(is, (n->flags & NODE_POISONED) != 0);
	teardown();
	return is;
}

START_TEST(values_to_be_filled_in)
{
	ck_assert(is_to_do("host: # TO" "DO\n"));
	ck_assert(is_to_do("host: # FIX" "ME: which"));
	ck_assert(is_to_do("host:\t# a TO" "DO"));
	ck_assert(!is_to_do("host: # which\n# TO" "DO\n"));
	ck_assert(!is_to_do("host:\n  # TO" "DO\n"));
	ck_assert(!is_to_do("host: TO" "DO\n"));
	ck_assert(!is_to_do("host:"));
	ck_assert(is_unsettled("host: # TO" "DO\n") && is_unsettled("- # FIX" "ME\n"));
	ck_assert(!is_unsettled("host: ~ # TO" "DO\n") && !is_unsettled("host: '' # TO" "DO\n") && !is_unsettled("host: a # TO" "DO\n")
		&& !is_unsettled("host: # which\n") && !is_unsettled("host:\n"));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("doc");
	TCase *t = tcase_create("doc");
	int status;

	tcase_set_timeout(t, 300);
	yaml_cases = tree_cases(&kept, TESTDATA "/doc", ".yaml");
	json_cases = tree_cases(&kept, TESTDATA "/doc", ".json");
	tcase_add_loop_test(t, yaml_agrees, 0, (int)yaml_cases.names.n);
	tcase_add_loop_test(t, json_agrees, 0, (int)json_cases.names.n);
	tcase_add_test(t, accessors);
	tcase_add_test(t, equality);
	tcase_add_test(t, alike);
	tcase_add_test(t, embedded_exact);
	tcase_add_test(t, embedded_whole);
	tcase_add_test(t, embedded_broken);
	tcase_add_test(t, template_folder);
	tcase_add_test(t, template_engines);
	tcase_add_test(t, placeholders);
	tcase_add_test(t, placeholders_are_suspected);
	tcase_add_test(t, hostile_deep);
	tcase_add_test(t, hostile_depth_is_exact);
	tcase_add_test(t, hostile_line);
	tcase_add_test(t, hostile_aliases);
	tcase_add_test(t, hostile_aliases_are_counted);
	tcase_add_test(t, hostile_wide);
	tcase_add_test(t, hostile_many_defects);
	tcase_add_test(t, hostile_nul);
	tcase_add_test(t, noise);
	tcase_add_test(t, heap_blocks);
	tcase_add_test(t, values_to_be_filled_in);
	tcase_add_test(t, documents_dropped);
	tcase_add_test(t, documents_hollow);
	tcase_add_test(t, documents_hollow_are_small);
	tcase_add_test(t, documents_hollow_but_for_aliases);
	suite_add_tcase(s, t);
	status = suite_run(s, CK_FORK_GETENV);
	arena_release(&kept);
	return status;
}
