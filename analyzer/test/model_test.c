/*
 * The table of analyzer/trace/README.md of what "meshlint model" writes, held against what it writes in testdata/cli/model-*: each field there is
 * documented, and each that is documented is written in some case.
 *
 * Rows read | in | fields | what |: paths in backticks, below meshes[] but for "meshes[]" and "the document"; a field that ends in {} has
 * members that the user names. A cell "in" that is empty is that of the row above.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "doc/load.h"
#include "test/run.h"
#include "test/tree.h"

#define CASES "testdata/cli"

static struct arena arena;
static struct pool *pool;

/* A field that is documented. */
struct documented {
	const char *path;
	bool free, written;
};

static struct map fields; /* path -> struct documented */
static VEC(struct documented *) listed;

/* The words in backticks of a cell. */
static size_t ticked(const char *cell, const char *end, const char *out[32])
{
	size_t n = 0;

	for (const char *at = memchr(cell, '`', (size_t)(end - cell)), *close; at && n < 32; at = memchr(close + 1, '`', (size_t)(end - close - 1))) {
		close = memchr(at + 1, '`', (size_t)(end - at - 1));
		if (!close)
			break;
		out[n++] = arena_strndup(&arena, at + 1, (size_t)(close - at - 1));
	}
	return n;
}

static void document(const char *in, const char *field)
{
	size_t n = strlen(field);
	struct documented *d = arena_new(&arena, struct documented);
	void **at;

	d->free = n > 2 && strcmp(field + n - 2, "{}") == 0;
	d->path = arena_printf(&arena, "%s%s%.*s", in, *in ? "." : "", (int)(d->free ? n - 2 : n), field);
	at = map_at(&arena, &fields, pool_text(pool, d->path), NULL, NULL);
	ck_assert_msg(!*at, "analyzer/trace/README.md documents %s twice", d->path);
	*at = d;
	vec_push(&arena, &listed, d);
}

static const char *whole_path(const char *in)
{
	return strcmp(in, "meshes[]") == 0 ? in : arena_printf(&arena, "meshes[].%s", in);
}

static void read_row(const char *row, const char *ins[32], size_t *n_ins)
{
	const char *first = row + 1, *second = strchr(first, '|'), *third = second ? strchr(second + 1, '|') : NULL, *names[32];
	size_t n;

	ck_assert_msg(third, "analyzer/trace/README.md: a row of the table has three cells");
	n = ticked(first, second, names);
	if (strncmp(first, " the document", 13) == 0) {
		ins[0] = "";
		*n_ins = 1;
	} else if (n) {
		for (size_t i = 0; i < n; i++)
			ins[i] = whole_path(names[i]);
		*n_ins = n;
	}
	n = ticked(second, third, names);
	for (size_t i = 0; i < *n_ins; i++)
		for (size_t k = 0; k < n; k++)
			document(ins[i], names[k]);
}

static void read_table(void)
{
	const char *text = tree_read(&arena, "analyzer/trace/README.md", NULL), *line = text ? strstr(text, "<!-- model: begin") : NULL, *ins[32];
	size_t n_ins = 0;

	ck_assert_msg(line, "analyzer/trace/README.md has no table of the model");
	for (line = strchr(line, '\n') + 1; strncmp(line, "<!-- model: end", 15) != 0; line = strchr(line, '\n') + 1)
		if (strncmp(line, "| in |", 6) != 0 && strncmp(line, "|---", 4) != 0)
			read_row(line, ins, &n_ins);
}

/* What is written below n, which is at path. */
static void hold(const struct node *n, const char *path, const char *file)
{
	for (const struct node *c = node_first(n); c; c = node_next(c)) {
		const char *at = n->kind == NODE_LIST ? arena_printf(&arena, "%s[]", path) : arena_printf(&arena, "%s%s%s", path, *path ? "." : "", c->key->text);
		struct documented *d = n->kind == NODE_LIST ? NULL : map_get(&fields, pool_text(pool, at), NULL, NULL);

		ck_assert_msg(d || n->kind == NODE_LIST, "%s: analyzer/trace/README.md does not document %s", file, at);
		if (d)
			d->written = true;
		if (!d || !d->free)
			hold(c, at, file);
	}
}

static void hold_file(const char *path)
{
	size_t n;
	const char *text = tree_read(&arena, path, &n);
	struct sink sink = { .arena = &arena };
	struct load load = { .arena = &arena, .pool = pool, .sink = &sink };

	load_source(&load, source_make(&arena, arena_printf(&arena, "%s.json", path), text, n));
	ck_assert_msg(load.documents.n == 1 && !sink.findings.n, "%s is no JSON", path);
	hold(load.documents.at[0].root, "", path);
}

START_TEST(readme_has_what_is_written)
{
	struct tree_names cases = tree_cases(&arena, CASES, NULL);
	size_t n = 0;

	read_table();
	for (size_t i = 0; i < cases.names.n; i++) {
		const char *path = arena_printf(&arena, CASES "/%s/want.out", cases.names.at[i]);

		if (strncmp(cases.names.at[i], "model-", 6) != 0 || !tree_read(&arena, path, NULL))
			continue;
		hold_file(path);
		n++;
	}
	ck_assert_msg(n >= 3, "there are too few cases of the model");
	for (size_t i = 0; i < listed.n; i++)
		ck_assert_msg(listed.at[i]->written, "analyzer/trace/README.md documents %s, which no case of testdata/cli/model-* has", listed.at[i]->path);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("model");
	TCase *all = tcase_create("model");
	int status;

	pool = pool_new(NULL, 0);
	tcase_add_test(all, readme_has_what_is_written);
	suite_add_tcase(suite, all);
	status = suite_run(suite, CK_NOFORK);
	pool_free(pool);
	arena_release(&arena);
	return status;
}
