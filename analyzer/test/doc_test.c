/* Suite of doc: trees with spans, values, broken documents, templates, guards. */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "doc/load.h"
#include "doc/notices.h"
#include "source/read.h"

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
	load_source(&load, source_make(&arena, name, bytes, n));
}

static void load_text(const char *text)
{
	load_bytes("t.yaml", text, strlen(text));
}

/* The tree of a text that must be one document without findings. */
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
		dump_span(out, n->source, n->key_begin, n->key_end);
		buf_putc(out, ' ');
	} else if (n->parent) {
		buf_printf(out, "[%u] ", n->index);
	}
	buf_printf(out, "%s ", n->kind == NODE_SCALAR ? scalars[n->scalar] : kinds[n->kind]);
	dump_span(out, n->source, n->begin, n->end);
	if (n->kind == NODE_SCALAR) {
		buf_putc(out, ' ');
		dump_text(out, n->text);
	}
	buf_printf(out, "%s%s%s%s\n", n->flags & NODE_ALIASED ? " aliased" : "",
		n->flags & NODE_QUOTED ? " quoted" : "", n->flags & NODE_FLOW ? " flow" : "",
		n->flags & NODE_BLOCK ? " block" : "");
	for (const struct node *c = n->first; c; c = c->next) {
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
	buf_printf(out, "broken %zu, templates %zu\n", load.n_broken, load.n_templates);
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
	ck_assert_int_eq(read_source(&arena, path, name, &s, &why), READ_OK);
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

static void check_folder(const char *folder)
{
	struct dirent **list;
	int n = scandir(folder, &list, NULL, alphasort);
	int cases = 0;

	for (int i = 0; i < n; i++) {
		const char *name = list[i]->d_name;
		const char *dot = strrchr(name, '.');

		if (dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".json") == 0)) {
			check_case(folder, name);
			cases++;
		}
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	ck_assert_int_gt(cases, 0);
}

START_TEST(cases)
{
	check_folder(TESTDATA "/doc");
}
END_TEST

START_TEST(smoke)
{
	const struct node *n = root_of("a: 1\nb: [x, y]\n");
	struct buf out = BUF_INIT;

	ck_assert_uint_eq(n->n, 2);
	dump(&out);
	buf_release(&out);
	teardown();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("doc");
	TCase *t = tcase_create("doc");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, smoke);
	tcase_add_test(t, cases);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
