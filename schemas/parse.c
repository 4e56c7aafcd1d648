/* Types and fields in their long form; names and what they stand for. */
#include <stdlib.h>
#include <string.h>

#include "compile.h"
#include "type/pattern.h"

struct named *find_named(struct file *file, const char *name, size_t len)
{
	for (size_t i = 0; i < file->types.n; i++)
		if (file->types.at[i]->name->len == len && memcmp(file->types.at[i]->name->text, name, len) == 0)
			return file->types.at[i];
	for (size_t k = 0; k < file->uses.n; k++) {
		struct file *library = file->uses.at[k];

		for (size_t i = 0; i < library->types.n; i++)
			if (library->types.at[i]->name->len == len && memcmp(library->types.at[i]->name->text, name, len) == 0)
				return library->types.at[i];
	}
	return NULL;
}

static struct file *home_of(struct compile *c, const struct named *named)
{
	for (size_t i = 0; i < c->files.n; i++)
		for (size_t k = 0; k < c->files.at[i]->types.n; k++)
			if (c->files.at[i]->types.at[k] == named)
				return c->files.at[i];
	return NULL;
}

struct type *resolve(struct compile *c, struct file *file, struct named *named)
{
	struct file *home = home_of(c, named);
	struct type *made;

	named->used = true;
	if (named->progress != NOT_BEGUN)
		return named->type;
	named->progress = UNDER_WAY;
	named->type = new_type(c, TYPE_ANY);
	made = parse_type(c, home ? home : file, named->node, NULL);
	*named->type = *made;
	named->type->name = named->name->text;
	named->progress = DONE;
	return named->type;
}

/* since=1.24; deprecated=OTHER; What it is. */
static void parse_value(struct compile *c, struct node *n, struct enum_value *v)
{
	const struct str *text = node_text(n);
	const char *at, *end;

	v->text = n->key->text;
	if (!text) {
		complain(c, n, 0, "a value needs a description");
		return;
	}
	at = text->text;
	for (;;) {
		end = strchr(at, ';');
		if (end && strncmp(at, "since=", 6) == 0) {
			if (!parse_release(at + 6, (size_t)(end - at - 6), &v->since))
				complain(c, n, (size_t)(at - text->text), "a release looks like 1.24");
		} else if (end && end - at == 10 && strncmp(at, "deprecated", 10) == 0) {
			v->deprecated = true;
		} else if (end && strncmp(at, "deprecated=", 11) == 0) {
			v->deprecated = true;
			v->replacement = arena_strndup(&c->arena, at + 11, (size_t)(end - at - 11));
		} else {
			break;
		}
		at = end + 1 + strspn(end + 1, " ");
	}
	v->about = at;
	if (!*at)
		complain(c, n, 0, "a value needs a description");
}

static struct type *parse_enum(struct compile *c, struct node *n)
{
	struct type *t = new_type(c, TYPE_STRING);
	struct enum_value *values;
	uint32_t i = 0;

	if (!node_is_map(n) || n->n == 0) {
		complain(c, n, 0, "enum is a map from values to descriptions");
		return t;
	}
	values = arena_array(&c->arena, struct enum_value, n->n);
	for (struct node *m = node_children(n); m; m = m->next)
		parse_value(c, m, &values[i++]);
	t->values = values;
	t->n_values = n->n;
	return t;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct field *)a)->name, ((const struct field *)b)->name);
}

void parse_object(struct compile *c, struct file *file, struct node *n, struct type *t,
	const struct field *extra, size_t n_extra)
{
	struct node *fields = node_find(n, "fields"), *rules = node_find(n, "rules");
	struct field *all;
	size_t i = 0;

	if (!node_is_map(fields) || fields->n == 0) {
		complain(c, n, 0, "an object without fields");
		return;
	}
	all = arena_array(&c->arena, struct field, fields->n + n_extra);
	for (struct node *m = node_children(fields); m; m = m->next, i++) {
		all[i].name = m->key->text;
		all[i].type = parse_type(c, file, m, &all[i]);
		if (!all[i].about)
			complain(c, m, 0, "\"%s\" needs a description", m->key->text);
	}
	for (size_t k = 0; k < n_extra; k++)
		all[i++] = extra[k];
	qsort(all, i, sizeof *all, by_name);
	for (size_t k = 1; k < i; k++)
		if (strcmp(all[k].name, all[k - 1].name) == 0)
			complain(c, n, 0, "\"%s\" stands twice", all[k].name);
	for (size_t k = 0; k < i; k++)
		if (all[k].replacement && !type_field_named(t, all[k].replacement)) {
			struct field wanted = {.name = all[k].replacement};
			if (!bsearch(&wanted, all, i, sizeof *all, by_name))
				complain(c, n, 0, "\"%s\" is deprecated for \"%s\", which is no field", all[k].name, all[k].replacement);
		}
	t->fields = all;
	t->n_fields = (uint32_t)i;
	if (file->open)
		t->flags |= TYPE_OPEN;
	if (rules)
		parse_rules(c, file, rules, t);
}

static struct pattern *parse_pattern(struct compile *c, struct node *n, const char *words, const struct type *t)
{
	struct pattern *p = arena_new(&c->arena, struct pattern);
	const struct str *text = node_text(n), *must = node_text(node_find(n->parent, words));
	char why[128];
	size_t at;

	if (!text || (t->base != TYPE_STRING && t->base != TYPE_INT_OR_STRING)) {
		complain(c, n, 0, "a pattern is a text, and of strings");
		return NULL;
	}
	p->text = text->text;
	p->must = must ? must->text : NULL;
	if (!pattern_compiles(p->text, why, sizeof why, &at))
		complain(c, n, at, "the pattern does not compile: %s", why);
	return p;
}

static void check_members(struct compile *c, struct node *n, const char *const *known)
{
	for (struct node *m = node_children(n); m; m = m->next) {
		size_t i = 0;

		while (known[i] && !str_is(m->key, known[i]))
			i++;
		if (!known[i])
			complain(c, m, 0, "unknown keyword \"%s\"", m->key->text);
	}
}

static struct type *parse_long(struct compile *c, struct file *file, struct node *n, struct field *f, const char **about)
{
	static const char *const known[] = {"type", "about", "fields", "rules", "enum", "pattern", "must", "not_pattern", "must_not", NULL};
	struct node *type = node_find(n, "type"), *fields = node_find(n, "fields"), *values = node_find(n, "enum");
	struct node *rules = node_find(n, "rules"), *pattern = node_find(n, "pattern"), *not_pattern = node_find(n, "not_pattern");
	const struct str *text = node_text(node_find(n, "about"));
	struct type *object = NULL, *t;
	const char *ignored;

	check_members(c, n, known);
	*about = text ? text->text : NULL;
	if (fields) {
		object = new_type(c, TYPE_OBJECT);
		object->about = *about;
		parse_object(c, file, n, object, NULL, 0);
	} else if (values) {
		object = parse_enum(c, values);
	}
	if (type && !node_text(type))
		complain(c, type, 0, "type is a text");
	if (values && str_is(node_text(type), "int"))
		object->base = TYPE_INT;
	t = type && node_text(type) && !(values && object->base == TYPE_INT) ? parse_expression(c, file, type, object, f, &ignored) : object;
	if (!t) {
		complain(c, n, 0, "neither type nor fields nor enum");
		t = new_type(c, TYPE_ANY);
	}
	if (pattern || not_pattern || (rules && !fields)) {
		struct type *copy = new_type(c, t->base);

		*copy = *t;
		t = copy;
	}
	if (pattern)
		t->pattern = parse_pattern(c, pattern, "must", t);
	if (not_pattern)
		t->not_pattern = parse_pattern(c, not_pattern, "must_not", t);
	if (rules && !fields)
		parse_rules(c, file, rules, t);
	return t;
}

struct type *parse_type(struct compile *c, struct file *file, struct node *n, struct field *f)
{
	const char *about = NULL;
	struct type *t;

	if (node_is_map(n)) {
		t = parse_long(c, file, n, f, &about);
	} else if (node_text(n)) {
		t = parse_expression(c, file, n, NULL, f, &about);
	} else {
		complain(c, n, 0, "expected a type");
		t = new_type(c, TYPE_ANY);
	}
	if (f)
		f->about = about;
	else if (about)
		t->about = about;
	else
		complain(c, n, 0, "a type needs a description");
	return t;
}
