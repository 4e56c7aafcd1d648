/* Structural schemas of CustomResourceDefinitions as types. */
#include "type/openapi.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "type/format.h"
#include "type/pattern.h"

static const struct str *text_at(const struct node *map, const char *key)
{
	return node_text(node_find(map, key));
}

static bool is_true(const struct node *map, const char *key)
{
	bool b;

	return node_bool(node_find(map, key), &b) && b;
}

static bool count_at(const struct node *map, const char *key, uint32_t *out)
{
	int64_t n;

	if (!node_int(node_find(map, key), &n) || n < 0 || n > UINT32_MAX)
		return false;
	*out = (uint32_t)n;
	return true;
}

static void pass_over(struct openapi *o, const struct node *rule)
{
	if (!o->passed_over)
		o->passed_over = rule;
}

static void lengths(struct type *t, const struct node *schema, const char *min, const char *max)
{
	count_at(schema, min, &t->min_n);
	if (count_at(schema, max, &t->max_n) && t->max_n == 0)
		t->empty = true;
}

static enum format format_of(const struct str *word)
{
	static const struct { const char *word; enum format format; } words[] = {
		{"byte", FORMAT_BASE64}, {"date-time", FORMAT_DATE_TIME}, {"date", FORMAT_DATE}, {"ipv4", FORMAT_IPV4},
		{"ipv6", FORMAT_IPV6}, {"cidr", FORMAT_CIDR}, {"uuid", FORMAT_UUID}, {"uri", FORMAT_URI},
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_is(word, words[i].word))
			return words[i].format;
	return FORMAT_NONE;
}

static void string_rules(struct openapi *o, struct type *t, const struct node *schema)
{
	const struct str *pattern = text_at(schema, "pattern");

	lengths(t, schema, "minLength", "maxLength");
	t->format = (uint16_t)format_of(text_at(schema, "format"));
	if (pattern)
		t->pattern = pattern_make(o->arena, pattern->text);
}

static void one_bound(struct type *t, const struct node *schema, bool is_min)
{
	const struct node *n = node_find(schema, is_min ? "minimum" : "maximum");
	bool exclusive = is_true(schema, is_min ? "exclusiveMinimum" : "exclusiveMaximum");
	double d;
	int64_t whole;

	if (!n || n->kind != NODE_SCALAR || (n->scalar != SCALAR_INT && n->scalar != SCALAR_FLOAT))
		return;
	d = strtod(n->text->text, NULL);
	if (!node_int(n, &whole)) {
		if (t->base == TYPE_INT && (d <= -9.2e18 || d >= 9.2e18))
			return;
		whole = (int64_t)d; /* rounded towards zero; what lies between is let through */
	} else {
		d = (double)whole;
	}
	t->flags |= is_min ? TYPE_MIN : TYPE_MAX;
	if (exclusive)
		t->flags |= is_min ? TYPE_ABOVE : TYPE_BELOW;
	*(is_min ? &t->min : &t->max) = whole;
	*(is_min ? &t->min_number : &t->max_number) = d;
}

static void number_rules(struct type *t, const struct node *schema)
{
	if (t->base == TYPE_INT && str_is(text_at(schema, "format"), "int32")) {
		t->flags |= TYPE_MIN | TYPE_MAX;
		t->min = INT32_MIN;
		t->max = INT32_MAX;
	}
	one_bound(t, schema, true);
	one_bound(t, schema, false);
}

static void enum_rules(struct openapi *o, struct type *t, const struct node *schema)
{
	const struct node *list = node_find(schema, "enum");
	struct enum_value *values;

	if (!node_is_list(list) || list->n == 0)
		return;
	values = arena_array(o->arena, struct enum_value, list->n);
	for (const struct node *item = list->first; item; item = item->next)
		if (item->kind == NODE_SCALAR && item->scalar != SCALAR_NULL)
			values[t->n_values++].text = item->text->text;
	t->values = values;
}

static void list_rules(struct openapi *o, struct type *t, const struct node *schema)
{
	const struct str *kind = text_at(schema, "x-kubernetes-list-type");
	const struct node *keys = node_find(schema, "x-kubernetes-list-map-keys");
	struct unique *u;
	const char **names;

	lengths(t, schema, "minItems", "maxItems");
	if (!str_is(kind, "set") && !str_is(kind, "map") && !is_true(schema, "uniqueItems"))
		return;
	u = arena_new(o->arena, struct unique);
	if (str_is(kind, "map") && node_is_list(keys)) {
		names = arena_array(o->arena, const char *, keys->n);
		for (const struct node *k = node_first(keys); k; k = node_next(k))
			if (node_text(k))
				names[u->n++] = node_text(k)->text;
		u->names = names;
	}
	t->unique = u;
	t->n_unique = 1;
}

/* The field f where a branch says no more than "f is there"; "" for the branch that says "none is". */
static const struct str *branch_field(struct openapi *o, const struct node *branch)
{
	const struct node *required = node_find(branch, "required"), *none = node_find(node_find(branch, "not"), "anyOf");

	if (branch->n != 1)
		return NULL;
	if (none)
		return pool_text(o->pool, "");
	return node_is_list(required) && required->n == 1 ? node_text(required->first) : NULL;
}

/* oneOf and anyOf of single required fields; false for any other shape. */
static bool group(struct openapi *o, const struct node *branches, enum clause_kind kind, struct clause *cl)
{
	struct member_ref *refs;

	if (!node_is_list(branches))
		return false;
	refs = arena_array(o->arena, struct member_ref, branches->n);
	for (const struct node *b = branches->first; b; b = b->next) {
		const struct str *name = branch_field(o, b);

		if (!name)
			return false;
		if (name->len == 0) {
			kind = kind == CLAUSE_EXACTLY_ONE ? CLAUSE_AT_MOST_ONE : kind;
			if (kind != CLAUSE_AT_MOST_ONE)
				return false;
			continue;
		}
		refs[cl->n_fields++] = (struct member_ref){name->text, name, 0};
	}
	cl->kind = kind;
	cl->fields = refs;
	return true;
}

static void one_combinator(struct openapi *o, struct type *t, const struct node *schema)
{
	static const struct { const char *word; enum clause_kind kind; } words[] = {
		{"oneOf", CLAUSE_EXACTLY_ONE}, {"anyOf", CLAUSE_AT_LEAST_ONE},
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		const struct node *branches = node_find(schema, words[i].word);
		struct clause cl = {.kind = words[i].kind};

		if (!branches || t->base == TYPE_INT_OR_STRING)
			continue;
		if (group(o, branches, words[i].kind, &cl))
			((struct clause *)t->clauses)[t->n_clauses++] = cl;
		else
			pass_over(o, branches);
	}
	if (node_find(schema, "not"))
		pass_over(o, node_find(schema, "not"));
}

static void combinators(struct openapi *o, struct type *t, const struct node *schema)
{
	const struct node *all = node_find(schema, "allOf"), *cel = node_find(schema, "x-kubernetes-validations");

	t->clauses = arena_array(o->arena, struct clause, 2 + 2 * (node_is_list(all) ? all->n : 0));
	one_combinator(o, t, schema);
	for (const struct node *b = node_first(all); b; b = node_next(b)) {
		one_combinator(o, t, b);
		for (const struct node *m = node_first(b); m; m = node_next(m))
			if (!str_is(m->key, "oneOf") && !str_is(m->key, "anyOf") && !str_is(m->key, "not"))
				pass_over(o, m);
	}
	if (cel)
		pass_over(o, cel);
}

static int by_address(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)((const struct field *)a)->str, y = (uintptr_t)((const struct field *)b)->str;

	return x < y ? -1 : x > y;
}

static struct field *find_own(struct field *all, uint32_t n, const struct str *name)
{
	for (uint32_t i = 0; i < n; i++)
		if (all[i].str == name)
			return &all[i];
	return NULL;
}

static void add_field(struct openapi *o, struct type *t, struct field *all, const struct node *property)
{
	const struct node *fallback = node_find(property, "default");
	struct field *f = &all[t->n_fields++];

	f->name = property->key->text;
	f->str = property->key;
	f->type = openapi_type(o, property);
	f->nullable = is_true(property, "nullable") && !fallback;
	f->has_default = fallback != NULL;
	if (node_text(fallback))
		f->absent = node_text(fallback)->text;
}

/* A field with a default is never missing. */
static void require(struct type *t, struct field *all, const struct node *required, uint32_t n_own)
{
	for (const struct node *r = node_first(required); r; r = node_next(r)) {
		struct field *f = node_text(r) ? find_own(all + n_own, t->n_fields - n_own, node_text(r)) : NULL;

		if (f && !f->has_default)
			f->required = true;
	}
}

struct type *openapi_object(struct openapi *o, const struct node *schema, const struct field *own, uint32_t n_own)
{
	const struct node *properties = node_find(schema, "properties");
	struct type *t = arena_new(o->arena, struct type);
	struct field *all = arena_array(o->arena, struct field, n_own + (node_is_map(properties) ? properties->n : 0));

	t->base = TYPE_OBJECT;
	t->flags = TYPE_RUN_TIME;
	for (uint32_t i = 0; i < n_own; i++) {
		all[i] = own[i];
		all[i].str = pool_text(o->pool, own[i].name);
	}
	t->n_fields = n_own;
	for (const struct node *p = node_first(properties); p; p = node_next(p))
		if (!find_own(all, n_own, p->key))
			add_field(o, t, all, p);
	require(t, all, node_find(schema, "required"), n_own);
	if (t->n_fields)
		qsort(all, t->n_fields, sizeof *all, by_address);
	t->fields = all;
	if (o->open || is_true(schema, "x-kubernetes-preserve-unknown-fields"))
		t->flags |= TYPE_OPEN;
	lengths(t, schema, "minProperties", "maxProperties");
	combinators(o, t, schema);
	return t;
}

static struct type *embedded(struct openapi *o, const struct node *schema)
{
	struct type *string = arena_new(o->arena, struct type);
	struct field own[] = {
		{.name = "apiVersion", .required = true, .type = string},
		{.name = "kind", .required = true, .type = string},
		{.name = "metadata", .type = o->metadata},
	};

	string->base = TYPE_STRING;
	return openapi_object(o, schema, own, 3);
}

static struct type *map_or_object(struct openapi *o, const struct node *schema)
{
	const struct node *values = node_find(schema, "additionalProperties");
	struct type *t, *item;

	if (is_true(schema, "x-kubernetes-embedded-resource"))
		return embedded(o, schema);
	if (!node_is_map(values) && !is_true(schema, "additionalProperties"))
		return openapi_object(o, schema, NULL, 0);
	t = arena_new(o->arena, struct type);
	t->base = TYPE_MAP;
	t->item = item = node_is_map(values) ? openapi_type(o, values) : arena_new(o->arena, struct type);
	if (!node_is_map(values))
		item->flags |= TYPE_NULLABLE; /* nothing is said of the values, and so their nulls are not pruned */
	lengths(t, schema, "minProperties", "maxProperties");
	combinators(o, t, schema);
	t->n_clauses = 0;
	return t;
}

static struct type *scalar(struct openapi *o, const struct node *schema, enum type_base base)
{
	struct type *t = arena_new(o->arena, struct type);

	t->base = base;
	if (base == TYPE_STRING)
		string_rules(o, t, schema);
	else if (base == TYPE_INT || base == TYPE_NUMBER)
		number_rules(t, schema);
	enum_rules(o, t, schema);
	combinators(o, t, schema);
	t->n_clauses = 0;
	return t;
}

/*
 * What a list preserves are the unknown fields of its items, and of theirs where these are lists (apiextensions-apiserver,
 * pkg/apiserver/schema/pruning: an array that preserves passes it on).
 */
static void open_items(struct type *item)
{
	while (item->base == TYPE_LIST && item->item)
		item = (struct type *)item->item; /* made for this schema, and not shown to anybody yet */
	if (item->base == TYPE_OBJECT && item->flags & TYPE_RUN_TIME)
		item->flags |= TYPE_OPEN;
}

static struct type *list(struct openapi *o, const struct node *schema)
{
	struct type *t = arena_new(o->arena, struct type), *item = openapi_type(o, node_find(schema, "items"));

	t->base = TYPE_LIST;
	t->item = item;
	if (is_true(schema, "x-kubernetes-preserve-unknown-fields"))
		open_items(item);
	list_rules(o, t, schema);
	combinators(o, t, schema);
	t->n_clauses = 0;
	return t;
}

struct type *openapi_type(struct openapi *o, const struct node *schema)
{
	const struct str *word = text_at(schema, "type");
	struct type *t;

	if (is_true(schema, "x-kubernetes-int-or-string"))
		t = scalar(o, schema, TYPE_INT_OR_STRING);
	else if (str_is(word, "object"))
		t = map_or_object(o, schema);
	else if (str_is(word, "string"))
		t = scalar(o, schema, TYPE_STRING);
	else if (str_is(word, "integer"))
		t = scalar(o, schema, TYPE_INT);
	else if (str_is(word, "number"))
		t = scalar(o, schema, TYPE_NUMBER);
	else if (str_is(word, "boolean"))
		t = scalar(o, schema, TYPE_BOOL);
	else if (str_is(word, "array"))
		t = list(o, schema);
	else
		t = arena_new(o->arena, struct type);
	if (is_true(schema, "nullable"))
		t->flags |= TYPE_NULLABLE;
	return t;
}
