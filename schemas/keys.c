/* Field names and the numbers that they get. */
#include <stdlib.h>
#include <string.h>

#include "compile.h"

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void collect(struct compile *c)
{
	for (size_t i = 0; i < c->types.n; i++) {
		const struct type *t = c->types.at[i];

		for (uint32_t k = 0; k < t->n_fields; k++)
			vec_push(&c->arena, &c->keys, t->fields[k].name);
	}
}

/* One name a line; blank lines and lines that begin with # do not count. */
static void collect_list(struct compile *c, const char *path)
{
	FILE *in = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (!in) {
		fprintf(stderr, "%s: cannot be read\n", path);
		c->n_errors++;
		return;
	}
	while ((n = getline(&line, &size, in)) > 0) {
		while (n > 0 && strchr(" \t\r\n", line[n - 1]))
			line[--n] = '\0';
		if (n > 0 && line[0] != '#')
			vec_push(&c->arena, &c->keys, arena_strdup(&c->arena, line));
	}
	free(line);
	fclose(in);
}

static uint32_t number_of(const struct compile *c, const char *name)
{
	const char *const *found = bsearch(&name, c->keys.at, c->keys.n, sizeof *c->keys.at, by_text);

	return (uint32_t)(found - (const char *const *)c->keys.at) + 1;
}

static void number_refs(struct compile *c, const struct member_ref *refs, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		((struct member_ref *)refs)[i].key = number_of(c, refs[i].name);
}

static void number_clause(struct compile *c, struct clause *cl)
{
	if (cl->field.name)
		number_refs(c, &cl->field, 1);
	number_refs(c, cl->fields, cl->n_fields);
	number_refs(c, cl->others, cl->n_others);
	if (cl->also)
		number_clause(c, (struct clause *)cl->also);
}

/* The structs are const to the checker; here they are still being made. */
static void number_type(struct compile *c, const struct type *t)
{
	for (uint32_t i = 0; i < t->n_fields; i++)
		((struct field *)t->fields)[i].key = number_of(c, t->fields[i].name);
	for (uint32_t i = 0; i < t->n_clauses; i++)
		number_clause(c, (struct clause *)&t->clauses[i]);
	for (uint32_t i = 0; i < t->n_unique; i++)
		for (uint32_t k = 0; k < t->unique[i].n; k++)
			((uint32_t *)t->unique[i].keys)[k] = number_of(c, t->unique[i].names[k]);
}

void number_keys(struct compile *c, const char *list)
{
	size_t n = 0;

	collect(c);
	if (list)
		collect_list(c, list);
	if (c->keys.n)
		qsort(c->keys.at, c->keys.n, sizeof *c->keys.at, by_text);
	for (size_t i = 0; i < c->keys.n; i++)
		if (i == 0 || strcmp(c->keys.at[i], c->keys.at[n - 1]) != 0)
			c->keys.at[n++] = c->keys.at[i];
	c->keys.n = n;
	for (size_t i = 0; i < c->types.n && c->n_errors == 0; i++)
		number_type(c, c->types.at[i]);
}
