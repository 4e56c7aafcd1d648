/* The tables as C: only what is not zero is written. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "compile.h"

struct writer {
	struct compile *c;
	FILE *out;
	struct map numbers; /* address of a type or array -> its number, from 1 */
	VEC(const struct type *) types; /* those that a schema leads to, by number */
};

/* A C string, or NULL. */
static void text(struct writer *w, const char *s)
{
	if (!s) {
		fputs("NULL", w->out);
		return;
	}
	putc('"', w->out);
	for (; *s; s++)
		if (*s == '"' || *s == '\\')
			fprintf(w->out, "\\%c", *s);
		else if (isprint((unsigned char)*s))
			putc(*s, w->out);
		else
			fprintf(w->out, "\\%03o", (unsigned char)*s);
	putc('"', w->out);
}

static void member_text(struct writer *w, const char *name, const char *s)
{
	if (!s)
		return;
	fprintf(w->out, " .%s = ", name);
	text(w, s);
	putc(',', w->out);
}

static void member_number(struct writer *w, const char *name, uint64_t n)
{
	if (n)
		fprintf(w->out, " .%s = %" PRIu64 ",", name, n);
}

/* The number of an address; 0 where it has none yet. */
static size_t number(struct writer *w, const void *address)
{
	return (size_t)map_get(&w->numbers, address, NULL, NULL);
}

/* Give an address a number; false where it had one. */
static bool claim(struct writer *w, const void *address, size_t n)
{
	void **at = map_at(&w->c->arena, &w->numbers, address, NULL, NULL);

	if (*at)
		return false;
	*at = (void *)n;
	return true;
}

static void type_ref(struct writer *w, const char *name, const struct type *t)
{
	if (t)
		fprintf(w->out, " .%s = &types[%zu],", name, number(w, t) - 1);
}

static void refs(struct writer *w, const struct member_ref *all, uint32_t n)
{
	fputs("(const struct member_ref[]){", w->out);
	for (uint32_t i = 0; i < n; i++) {
		fputs("{", w->out);
		text(w, all[i].name);
		fprintf(w->out, ", NULL, %u}, ", all[i].key);
	}
	fputs("},", w->out);
}

static void write_values(struct writer *w, const struct type *t, size_t n)
{
	fprintf(w->out, "static const struct enum_value values_%zu[] = {\n", n);
	for (uint32_t i = 0; i < t->n_values; i++) {
		const struct enum_value *v = &t->values[i];

		fputs("\t{", w->out);
		member_text(w, "text", v->text);
		member_text(w, "about", v->about);
		member_number(w, "since", v->since);
		member_number(w, "deprecated", v->deprecated);
		member_text(w, "replacement", v->replacement);
		fputs(" },\n", w->out);
	}
	fputs("};\n", w->out);
}

static void write_fields(struct writer *w, const struct type *t, size_t n)
{
	fprintf(w->out, "static const struct field fields_%zu[] = {\n", n);
	for (uint32_t i = 0; i < t->n_fields; i++) {
		const struct field *f = &t->fields[i];

		fputs("\t{", w->out);
		member_text(w, "name", f->name);
		member_number(w, "key", f->key);
		member_number(w, "since", f->since);
		member_number(w, "required", f->required);
		member_number(w, "nullable", f->nullable);
		member_number(w, "deprecated", f->deprecated);
		member_number(w, "dropped", f->dropped);
		member_number(w, "advice", f->advice);
		member_number(w, "unwatched", f->unwatched);
		member_text(w, "replacement", f->replacement);
		member_text(w, "absent", f->absent);
		member_text(w, "about", f->about);
		type_ref(w, "type", f->type);
		fputs(" },\n", w->out);
	}
	fputs("};\n", w->out);
}

/* A list of texts that ends with NULL. */
static void texts(struct writer *w, const char *name, const char *const *all)
{
	if (!all)
		return;
	fprintf(w->out, " .%s = (const char *const[]){", name);
	for (; *all; all++) {
		text(w, *all);
		putc(',', w->out);
	}
	fputs("NULL},", w->out);
}

static void write_unique(struct writer *w, const struct type *t, size_t n)
{
	fprintf(w->out, "static const struct unique unique_%zu[] = {\n", n);
	for (uint32_t i = 0; i < t->n_unique; i++) {
		const struct unique *u = &t->unique[i];

		fprintf(w->out, "\t{ .kind = %d,", (int)u->kind);
		if (u->n) {
			fputs(" .names = (const char *const[]){", w->out);
			for (uint32_t k = 0; k < u->n; k++) {
				text(w, u->names[k]);
				putc(',', w->out);
			}
			fputs("}, .keys = (const uint32_t[]){", w->out);
			for (uint32_t k = 0; k < u->n; k++)
				fprintf(w->out, "%u,", u->keys[k]);
			fprintf(w->out, "}, .n = %u,", u->n);
		}
		texts(w, "values", u->values);
		member_number(w, "needed", u->needed);
		member_number(w, "most", u->most);
		fputs(" },\n", w->out);
	}
	fputs("};\n", w->out);
}

/* Its members, in braces. */
static void write_clause(struct writer *w, const struct clause *cl)
{
	fprintf(w->out, "{ .kind = %d, .condition = %d,", (int)cl->kind, (int)cl->condition);
	if (cl->field.name) {
		fputs(" .field = {", w->out);
		text(w, cl->field.name);
		fprintf(w->out, ", NULL, %u},", cl->field.key);
	}
	member_text(w, "value", cl->value);
	member_text(w, "absent_is", cl->absent_is);
	member_text(w, "other_absent_is", cl->other_absent_is);
	member_text(w, "say", cl->say);
	member_number(w, "objection", cl->objection);
	member_number(w, "n", cl->n);
	if (cl->n_fields) {
		fprintf(w->out, " .n_fields = %u, .fields = ", cl->n_fields);
		refs(w, cl->fields, cl->n_fields);
	}
	if (cl->n_others) {
		fprintf(w->out, " .n_others = %u, .others = ", cl->n_others);
		refs(w, cl->others, cl->n_others);
	}
	member_number(w, "filled", cl->filled);
	type_ref(w, "be", cl->be);
	texts(w, "choices", cl->choices);
	texts(w, "values", cl->values);
	if (cl->also) {
		fputs(" .also = &(const struct clause)", w->out);
		write_clause(w, cl->also);
		putc(',', w->out);
	}
	fputs(" }", w->out);
}

static void write_clauses(struct writer *w, const struct type *t, size_t n)
{
	fprintf(w->out, "static const struct clause clauses_%zu[] = {\n", n);
	for (uint32_t i = 0; i < t->n_clauses; i++) {
		putc('\t', w->out);
		write_clause(w, &t->clauses[i]);
		fputs(",\n", w->out);
	}
	fputs("};\n", w->out);
}

static void write_pattern(struct writer *w, const struct pattern *p, size_t n, const char *name)
{
	if (!p || !claim(w, p, n))
		return;
	fprintf(w->out, "static struct pattern %s_%zu = {", name, n);
	member_text(w, "text", p->text);
	member_text(w, "must", p->must);
	fputs(" };\n", w->out);
}

/* What a type points to; a narrowed copy shares it with its original. */
static void write_parts(struct writer *w, const struct type *t, size_t n)
{
	if (t->n_values && claim(w, t->values, n))
		write_values(w, t, n);
	if (t->n_fields && claim(w, t->fields, n))
		write_fields(w, t, n);
	if (t->n_unique && claim(w, t->unique, n))
		write_unique(w, t, n);
	if (t->n_clauses && claim(w, t->clauses, n))
		write_clauses(w, t, n);
	write_pattern(w, t->pattern, n, "pattern");
	write_pattern(w, t->not_pattern, n, "not_pattern");
}

static void part_ref(struct writer *w, const char *member, const char *array, const void *address, uint32_t n)
{
	if (n)
		fprintf(w->out, " .%s = %s_%zu, .n_%s = %u,", member, array, number(w, address), member, n);
}

static void write_type(struct writer *w, const struct type *t)
{
	fprintf(w->out, "\t{ .base = %d,", (int)t->base);
	member_number(w, "flags", t->flags);
	member_number(w, "format", t->format);
	member_number(w, "means", t->means);
	member_number(w, "demand", t->demand);
	member_text(w, "name", t->name);
	member_text(w, "about", t->about);
	if (t->min)
		fprintf(w->out, " .min = INT64_C(%" PRId64 "),", t->min);
	if (t->max)
		fprintf(w->out, " .max = INT64_C(%" PRId64 "),", t->max);
	if (t->flags & TYPE_MIN && t->base == TYPE_NUMBER)
		fprintf(w->out, " .min_number = %.17g,", t->min_number);
	if (t->flags & TYPE_MAX && t->base == TYPE_NUMBER)
		fprintf(w->out, " .max_number = %.17g,", t->max_number);
	member_number(w, "min_n", t->min_n);
	member_number(w, "max_n", t->max_n);
	member_number(w, "empty", t->empty);
	if (t->pattern)
		fprintf(w->out, " .pattern = &pattern_%zu,", number(w, t->pattern));
	member_number(w, "not_format", t->not_format);
	if (t->not_pattern)
		fprintf(w->out, " .not_pattern = &not_pattern_%zu,", number(w, t->not_pattern));
	member_text(w, "not_equal", t->not_equal);
	member_text(w, "not_contains", t->not_contains);
	if (t->prefix.prefix) {
		fputs(" .prefix = {", w->out);
		member_text(w, "prefix", t->prefix.prefix);
		member_text(w, "next_in", t->prefix.next_in);
		member_text(w, "not_suffix", t->prefix.not_suffix);
		fputs(" },", w->out);
	}
	part_ref(w, "values", "values", t->values, t->n_values);
	part_ref(w, "fields", "fields", t->fields, t->n_fields);
	part_ref(w, "unique", "unique", t->unique, t->n_unique);
	part_ref(w, "clauses", "clauses", t->clauses, t->n_clauses);
	type_ref(w, "item", t->item);
	type_ref(w, "key", t->key);
	fputs(" },\n", w->out);
}

static void write_schema(struct writer *w, const struct schema *s, size_t n)
{
	fprintf(w->out, "static const struct schema schema_%zu = {", n);
	member_text(w, "group", s->group);
	member_text(w, "kind", s->kind);
	member_text(w, "about", s->about);
	member_number(w, "namespaced", s->namespaced);
	member_number(w, "local", s->local);
	member_number(w, "profile", s->profile);
	member_number(w, "name_format", s->name_format);
	fputs(" .versions = (const struct served[]){", w->out);
	for (uint32_t i = 0; i < s->n_versions; i++)
		fprintf(w->out, "{\"%s\", %u, %u}, ", s->versions[i].version, s->versions[i].since, s->versions[i].until);
	fprintf(w->out, "}, .n_versions = %u,", s->n_versions);
	type_ref(w, "type", s->type);
	fputs(" };\n", w->out);
}

static void reach(struct writer *w, const struct type *t)
{
	if (!t || !claim(w, t, w->types.n + 1))
		return;
	vec_push(&w->c->arena, &w->types, t);
	reach(w, t->item);
	reach(w, t->key);
	for (uint32_t i = 0; i < t->n_fields; i++)
		reach(w, t->fields[i].type);
	for (uint32_t i = 0; i < t->n_clauses; i++)
		reach(w, t->clauses[i].be);
}

void write_schemas(struct compile *c, FILE *out)
{
	struct writer w = {.c = c, .out = out};

	fputs("/* Made by schemas/compile.c. */\n#include \"schemas/schemas.h\"\n\n", out);
	for (size_t i = 0; i < c->schemas.n; i++)
		reach(&w, c->schemas.at[i]->type);
	for (size_t i = 0; i < c->exports.n; i++)
		reach(&w, c->exports.at[i].type);
	fprintf(out, "static const struct type types[%zu];\n\n", w.types.n);
	for (size_t i = 0; i < w.types.n; i++)
		write_parts(&w, w.types.at[i], i + 1);
	fprintf(out, "\nstatic const struct type types[%zu] = {\n", w.types.n);
	for (size_t i = 0; i < w.types.n; i++)
		write_type(&w, w.types.at[i]);
	fputs("};\n\n", out);
	for (size_t i = 0; i < c->schemas.n; i++)
		write_schema(&w, c->schemas.at[i], i);
	fputs("\nconst struct schema *const schemas[] = {\n", out);
	for (size_t i = 0; i < c->schemas.n; i++)
		fprintf(out, "\t&schema_%zu,\n", i);
	fprintf(out, "};\nconst size_t n_schemas = %zu;\n\nconst struct schema_export schema_exports[] = {\n", c->schemas.n);
	for (size_t i = 0; i < c->exports.n; i++) {
		fputs("\t{", out);
		member_text(&w, "name", c->exports.at[i].name);
		type_ref(&w, "type", c->exports.at[i].type);
		fputs(" },\n", out);
	}
	fprintf(out, "\t{ NULL, NULL },\n};\n");
}

/* The name with what C does not allow made '_'. */
static const char *identifier(struct compile *c, const char *name)
{
	char *copy = arena_strdup(&c->arena, name);

	for (char *at = copy; *at; at++)
		if (!isalnum((unsigned char)*at))
			*at = '_';
	return copy;
}

void write_keys_header(struct compile *c, FILE *out)
{
	struct map taken = { 0 };

	fputs("/* Made by schemas/compile.c: the numbers of field names (base/str.h). */\n"
		"#ifndef KEYS_H\n#define KEYS_H\n#include <stddef.h>\n\nenum {\n\tKEY_none,\n", out);
	for (size_t i = 0; i < c->keys.n; i++) {
		const struct str *name = pool_text(c->pool, identifier(c, c->keys.at[i]));
		void **at = map_at(&c->arena, &taken, name, NULL, NULL);

		if (*at) {
			fprintf(stderr, "\"%s\" and \"%s\" become the same identifier\n", (const char *)*at, c->keys.at[i]);
			c->n_errors++;
		}
		*at = (void *)c->keys.at[i];
		fprintf(out, "\tKEY_%s,\n", name->text);
	}
	fputs("};\n\n/* The names, for pool_new. */\nextern const char *const keys[];\nextern const size_t n_keys;\n\n#endif\n", out);
}

void write_keys(struct compile *c, FILE *out)
{
	struct writer w = {.c = c, .out = out};

	fputs("/* Made by schemas/compile.c. */\n#include \"keys.h\"\n\nconst char *const keys[] = {\n\tNULL,\n", out);
	for (size_t i = 0; i < c->keys.n; i++) {
		putc('\t', out);
		text(&w, c->keys.at[i]);
		fputs(",\n", out);
	}
	fprintf(out, "};\nconst size_t n_keys = %zu;\n", c->keys.n + 1);
}
