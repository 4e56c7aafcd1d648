/* The schema compiler: compile OUTDIR FILE... reads schema files and key lists (*.txt) and writes the tables. */
#include "compile.h"

#include <stdlib.h>
#include <string.h>

#include "diag/diag.h"
#include "doc/load.h"
#include "source/read.h"
#include "type/format.h"

void complain(struct compile *c, const struct node *at, size_t offset, const char *fmt, ...)
{
	const struct source *source = node_source(at);
	va_list args;
	struct position p;

	if (at->flags & (NODE_QUOTED | NODE_BLOCK))
		offset = 0;
	p = source_position(source, at->begin + (uint32_t)offset);
	fprintf(stderr, "%s:%u:%u: ", source->name, p.line, p.column);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	putc('\n', stderr);
	c->n_errors++;
}

static const char *text_of(const struct node *n, const char *key)
{
	const struct str *s = node_text(node_find(n, key));

	return s ? s->text : NULL;
}

static void report(struct compile *c, struct sink *sink)
{
	sink_sort(sink);
	for (size_t i = 0; i < sink->findings.n; i++) {
		const struct finding *f = sink->findings.at[i];
		struct position p = source_position(f->span.source, f->span.begin);

		fprintf(stderr, "%s:%u:%u: %s\n", f->span.source->name, p.line, p.column, f->message);
		c->n_errors++;
	}
}

static void read_file(struct compile *c, const char *path)
{
	struct sink sink = {.arena = &c->arena};
	struct load load = {.arena = &c->arena, .pool = c->pool, .sink = &sink};
	struct file *file = arena_new(&c->arena, struct file);
	struct source *source;
	const char *why;
	struct node *types;

	if (read_source(&c->arena, path, path, READ_NAMED, &source, &why) != READ_OK) {
		fprintf(stderr, "%s: %s\n", path, why ? why : "cannot be read");
		c->n_errors++;
		return;
	}
	load_source(&load, source);
	report(c, &sink);
	if (load.documents.n != 1 || !node_is_map(load.documents.at[0].root)) {
		fprintf(stderr, "%s: expected one document that is a map\n", path);
		c->n_errors++;
		return;
	}
	file->path = path;
	file->root = load.documents.at[0].root;
	file->open = node_find(file->root, "open") != NULL;
	types = node_find(file->root, "types");
	for (struct node *n = node_is_map(types) ? types->first : NULL; n; n = n->next) {
		struct named *named = arena_new(&c->arena, struct named);

		named->name = n->key;
		named->node = n;
		vec_push(&c->arena, &file->types, named);
	}
	vec_push(&c->arena, &c->files, file);
}

/* A library's path from the folder of the file that uses it, without "../". */
static const char *library_path(struct compile *c, const struct file *file, const char *name)
{
	const char *slash = strrchr(file->path, '/');
	int n = slash ? (int)(slash - file->path) : 0;

	for (; strncmp(name, "../", 3) == 0 && n > 0; name += 3)
		while (n > 0 && file->path[--n] != '/')
			;
	return arena_printf(&c->arena, "%.*s%s%s", n, file->path, n ? "/" : "", name);
}

static void link_uses(struct compile *c, struct file *file)
{
	struct node *uses = node_find(file->root, "uses");

	for (struct node *n = node_is_list(uses) ? uses->first : NULL; n; n = n->next) {
		const char *path = node_text(n) ? library_path(c, file, node_text(n)->text) : "";
		size_t i = 0;

		while (i < c->files.n && strcmp(c->files.at[i]->path, path) != 0)
			i++;
		if (i == c->files.n)
			complain(c, n, 0, "\"%s\" is not among the files", path);
		else
			vec_push(&c->arena, &file->uses, c->files.at[i]);
	}
}

static void parse_versions(struct compile *c, struct file *file, struct schema *s)
{
	struct node *n = node_find(file->root, "versions");
	struct served *all;
	uint32_t i = 0;

	if (!node_is_map(n) || n->n == 0) {
		complain(c, file->root, 0, "a kind needs versions");
		return;
	}
	all = arena_array(&c->arena, struct served, n->n);
	for (struct node *m = node_children(n); m; m = m->next, i++) {
		const struct str *first = node_text(node_is_list(m) ? m->first : m);
		const struct str *last = node_is_list(m) ? node_text(node_last(m)) : NULL;

		all[i].version = m->key->text;
		if ((first && first->len && !parse_release(first->text, first->len, &all[i].since))
				|| (last && last->len && !parse_release(last->text, last->len, &all[i].until)))
			complain(c, m, 0, "a release looks like 1.24");
	}
	s->versions = all;
	s->n_versions = n->n;
}

static struct type *find_metadata(struct compile *c, struct file *file)
{
	for (size_t i = 0; i < c->files.n; i++)
		for (size_t k = 0; k < c->files.at[i]->types.n; k++)
			if (str_is(c->files.at[i]->types.at[k]->name, "ObjectMeta"))
				return resolve(c, c->files.at[i], c->files.at[i]->types.at[k]);
	complain(c, file->root, 0, "no file defines ObjectMeta");
	return new_type(c, TYPE_ANY);
}

static void parse_kind(struct compile *c, struct file *file)
{
	struct schema *s = arena_new(&c->arena, struct schema);
	struct type *t = new_type(c, TYPE_OBJECT), *string = new_type(c, TYPE_STRING);
	const char *scope = text_of(file->root, "scope"), *name = text_of(file->root, "name");
	struct field extra[3] = {
		{.name = "apiVersion", .type = string, .required = true, .about = "API group and version of the object."},
		{.name = "kind", .type = string, .required = true, .about = "What the object is."},
		{.name = "metadata", .type = find_metadata(c, file), .about = "Name, namespace, labels and annotations."},
	};

	s->kind = text_of(file->root, "kind");
	s->group = text_of(file->root, "group");
	s->about = text_of(file->root, "about");
	if (!s->group || !s->about)
		complain(c, file->root, 0, "a kind needs group and about");
	if (!scope || (strcmp(scope, "Namespaced") != 0 && strcmp(scope, "Cluster") != 0))
		complain(c, file->root, 0, "scope is Namespaced or Cluster");
	s->namespaced = scope && strcmp(scope, "Namespaced") == 0;
	s->local = node_find(file->root, "local") != NULL;
	s->profile = node_find(file->root, "profile") != NULL;
	s->name_format = (uint16_t)format_find(name ? name : "dns_subdomain");
	if (name && !s->name_format)
		complain(c, node_find(file->root, "name"), 0, "no such format");
	parse_versions(c, file, s);
	t->name = s->kind;
	t->about = s->about;
	parse_object(c, file, file->root, t, extra, 3);
	s->type = t;
	file->schema = s;
	vec_push(&c->arena, &c->schemas, s);
}

static void check_keywords(struct compile *c, const struct file *file)
{
	static const char *const known[] = {"group", "kind", "scope", "versions", "name", "open", "local", "profile", "uses", "exports",
		"about", "fields", "rules", "types", NULL};

	for (const struct node *n = node_children(file->root); n; n = n->next) {
		size_t i = 0;

		while (known[i] && !str_is(n->key, known[i]))
			i++;
		if (!known[i])
			complain(c, n, 0, "unknown keyword \"%s\"", n->key->text);
	}
}

static void parse_file(struct compile *c, struct file *file)
{
	struct node *exports = node_find(file->root, "exports");

	check_keywords(c, file);
	if (node_find(file->root, "kind"))
		parse_kind(c, file);
	for (struct node *n = node_is_list(exports) ? exports->first : NULL; n; n = n->next) {
		struct named *named = node_text(n) ? find_named(file, node_text(n)->text, node_text(n)->len) : NULL;

		if (named)
			vec_push(&c->arena, &c->exports, ((struct export){named->name->text, resolve(c, file, named)}));
		else
			complain(c, n, 0, "no such type");
	}
}

static int by_kind(const void *a, const void *b)
{
	const struct schema *x = *(struct schema *const *)a, *y = *(struct schema *const *)b;
	int kind = strcmp(x->kind, y->kind);

	return kind ? kind : strcmp(x->group, y->group);
}

static void find_unused(struct compile *c)
{
	for (size_t i = 0; i < c->files.n; i++)
		for (size_t k = 0; k < c->files.at[i]->types.n; k++)
			if (!c->files.at[i]->types.at[k]->used)
				complain(c, c->files.at[i]->types.at[k]->node, 0, "the type \"%s\" is not used",
					c->files.at[i]->types.at[k]->name->text);
}

static void write_one(struct compile *c, const char *folder, const char *name, void (*write)(struct compile *, FILE *))
{
	const char *path = arena_printf(&c->arena, "%s/%s", folder, name);
	FILE *out = fopen(path, "w");

	if (out)
		write(c, out);
	if (!out || fclose(out) != 0) {
		perror(path);
		c->n_errors++;
	}
}

int main(int argc, char **argv)
{
	struct compile c = {.pool = pool_new(NULL, 0)};
	const char *list = NULL;

	if (argc < 3) {
		fputs("usage: compile OUTDIR FILE...\n", stderr);
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		size_t n = strlen(argv[i]);

		if (n > 4 && strcmp(argv[i] + n - 4, ".txt") == 0)
			list = argv[i];
		else
			read_file(&c, argv[i]);
	}
	for (size_t i = 0; i < c.files.n; i++)
		link_uses(&c, c.files.at[i]);
	for (size_t i = 0; i < c.files.n; i++)
		parse_file(&c, c.files.at[i]);
	find_unused(&c);
	if (c.schemas.n)
		qsort(c.schemas.at, c.schemas.n, sizeof *c.schemas.at, by_kind);
	number_keys(&c, list);
	if (c.n_errors == 0) {
		write_one(&c, argv[1], "schemas.c", write_schemas);
		write_one(&c, argv[1], "keys.h", write_keys_header);
		write_one(&c, argv[1], "keys.c", write_keys);
	}
	pool_free(c.pool);
	arena_release(&c.arena);
	return c.n_errors > 0;
}
