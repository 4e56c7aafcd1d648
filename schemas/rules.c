/* The rules between an object's fields. */
#include <stdlib.h>
#include <string.h>

#include "compile.h"
#include "type/demand.h"

struct rules {
	struct compile *c;
	struct file *file;
	const struct type *type;
};

static const struct field *field_of(struct rules *r, const struct node *at, const char *name)
{
	const struct field *f = type_field_named(r->type, name);

	if (!f)
		complain(r->c, at, 0, "the object has no field \"%s\"", name);
	return f;
}

static struct member_ref ref(struct rules *r, const struct node *at, const char *name)
{
	field_of(r, at, name);
	return (struct member_ref){.name = name};
}

/* [a, b] */
static const struct member_ref *refs(struct rules *r, const struct node *list, uint32_t *n)
{
	struct member_ref *all;

	*n = 0;
	if (!node_is_list(list) || list->n == 0) {
		complain(r->c, list, 0, "expected a list of fields");
		return NULL;
	}
	all = arena_array(&r->c->arena, struct member_ref, list->n);
	for (struct node *item = node_children(list); item; item = item->next)
		if (node_text(item))
			all[(*n)++] = ref(r, item, node_text(item)->text);
	return all;
}

/* a.b.c, each a field of the one before, or of its items */
static const struct member_ref *path(struct rules *r, const struct node *at, const struct type *t, uint32_t *n)
{
	VEC(struct member_ref) steps = {NULL, 0, 0};
	char *save, *text = arena_strdup(&r->c->arena, node_text(at) ? node_text(at)->text : "");

	for (char *name = strtok_r(text, ".", &save); name; name = strtok_r(NULL, ".", &save)) {
		const struct field *f;

		while (t && t->base == TYPE_LIST)
			t = t->item;
		f = t ? type_field_named(t, name) : NULL;
		if (!f)
			complain(r->c, at, 0, "there is no field \"%s\" on the way", name);
		t = f ? f->type : NULL;
		vec_push(&r->c->arena, &steps, ((struct member_ref){.name = name}));
	}
	if (steps.n == 0)
		complain(r->c, at, 0, "expected a field");
	*n = (uint32_t)steps.n;
	return steps.at;
}

static void one_other(struct rules *r, const struct node *at, const char *name, struct clause *cl)
{
	struct member_ref *other = arena_new(&r->c->arena, struct member_ref);

	*other = ref(r, at, name);
	cl->others = other;
	cl->n_others = 1;
}

/* [X, Y], ended by NULL */
static const char *const *texts(struct rules *r, const struct node *list, uint32_t *n)
{
	const char **all = arena_array(&r->c->arena, const char *, list->n + 1);

	for (struct node *item = node_children(list); item; item = item->next)
		if (node_text(item))
			all[(*n)++] = node_text(item)->text;
	return all;
}

static enum condition_kind plain_condition(const struct str *word)
{
	static const struct { const char *word; enum condition_kind kind; } words[] = {
		{"present", COND_PRESENT}, {"absent", COND_ABSENT}, {"nonzero", COND_NONZERO},
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_is(word, words[i].word))
			return words[i].kind;
	return COND_IS;
}

/* {f: {in: [X, Y]}} and {f: {one_has: a.b}} */
static bool far_condition(struct rules *r, struct node *w, const struct field *f, struct clause *cl)
{
	uint32_t n = 0;

	if (str_is(w->key, "in") && node_is_list(w)) {
		cl->condition = COND_IN;
		cl->choices = texts(r, w, &n);
	} else if (str_is(w->key, "one_has") && node_text(w)) {
		cl->condition = COND_ONE_HAS;
		cl->fields = path(r, w, f ? f->type : NULL, &cl->n_fields);
	} else {
		return false;
	}
	return true;
}

/* {f: present}, {f: absent}, {f: X}, {f: {not: X}}, {f: {prefix: P}}, {f: {any_contains: S}}, {f: {is: X, absent_is: Y}} and so on */
static void one_condition(struct rules *r, struct node *m, struct clause *cl)
{
	static const struct { const char *word; enum condition_kind kind; } words[] = {
		{"is", COND_IS}, {"not", COND_IS_NOT}, {"prefix", COND_PREFIX}, {"any_contains", COND_ANY_ITEM_CONTAINS},
	};
	bool found = false;

	cl->field = ref(r, m, m->key->text);
	if (node_text(m)) {
		cl->condition = plain_condition(node_text(m));
		cl->value = node_text(m)->text;
		return;
	}
	for (struct node *w = node_is_map(m) ? m->first : NULL; w; w = w->next) {
		const struct str *text = node_text(w);
		size_t i = 0;

		if (text && str_is(w->key, "absent_is")) {
			cl->absent_is = text->text;
			continue;
		}
		if (!found && far_condition(r, w, type_field_named(r->type, m->key->text), cl)) {
			found = true;
			continue;
		}
		while (i < sizeof words / sizeof words[0] && !str_is(w->key, words[i].word))
			i++;
		if (!text || found || i == sizeof words / sizeof words[0]) {
			complain(r->c, w, 0, "no condition");
			return;
		}
		found = true;
		cl->condition = words[i].kind;
		cl->value = text->text;
	}
	if (!found)
		complain(r->c, m, 0, "no condition");
}

/* One field, or several that must all be so. */
static void condition(struct rules *r, struct node *n, struct clause *cl)
{
	struct node *m = node_is_map(n) ? n->first : NULL;
	struct clause *also;

	if (!m) {
		complain(r->c, n, 0, "a condition names a field");
		return;
	}
	one_condition(r, m, cl);
	while ((m = m->next)) {
		also = arena_new(&r->c->arena, struct clause);
		one_condition(r, m, also);
		cl->also = also;
		cl = also;
	}
}

static bool group(struct rules *r, struct node *m, struct clause *cl)
{
	static const struct { const char *word; enum clause_kind kind; } words[] = {
		{"at_most_one", CLAUSE_AT_MOST_ONE}, {"exactly_one", CLAUSE_EXACTLY_ONE}, {"at_least_one", CLAUSE_AT_LEAST_ONE},
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_is(m->key, words[i].word)) {
			cl->kind = words[i].kind;
			cl->fields = refs(r, m, &cl->n_fields);
			return true;
		}
	if (!str_is(m->key, "excludes"))
		return false;
	cl->kind = CLAUSE_EXCLUDES;
	if (node_is_list(m) && m->n == 2) {
		cl->fields = refs(r, node_children(m), &cl->n_fields);
		cl->others = refs(r, node_last(m), &cl->n_others);
	} else {
		complain(r->c, m, 0, "expected two lists of fields");
	}
	return true;
}

static void require_in(struct rules *r, struct node *m, struct clause *cl)
{
	cl->values = texts(r, m, &cl->n);
	one_other(r, m, m->key->text, cl);
}

/* {f: TYPE} */
static void be(struct rules *r, const struct node *m, struct clause *cl)
{
	const struct str *name = node_text(m);
	struct named *named = name ? find_named(r->file, name->text, name->len) : NULL;

	one_other(r, m, m->key->text, cl);
	cl->kind = CLAUSE_BE;
	if (named)
		cl->be = resolve(r->c, r->file, named);
	else
		complain(r->c, m, 0, "no such type");
}

/* {f: g} */
static void not_more(struct rules *r, const struct node *m, struct clause *cl)
{
	struct member_ref *both = arena_array(&r->c->arena, struct member_ref, 2);

	both[0] = ref(r, m, m->key->text);
	both[1] = ref(r, m, node_text(m)->text);
	cl->kind = CLAUSE_NOT_MORE;
	cl->others = both;
	cl->n_others = 2;
}

static bool consequence(struct rules *r, struct node *m, struct clause *cl)
{
	struct node *inner = node_is_map(m) ? m->first : NULL;
	int64_t n;

	if (str_is(m->key, "forbid") && node_is_list(m)) {
		cl->kind = CLAUSE_FORBID;
		cl->others = refs(r, m, &cl->n_others);
	} else if ((str_is(m->key, "forbid") || str_is(m->key, "require")) && node_text(m)) {
		cl->kind = str_is(m->key, "forbid") ? CLAUSE_FORBID : CLAUSE_REQUIRE;
		one_other(r, m, node_text(m)->text, cl);
	} else if (str_is(m->key, "require_nonempty")) {
		cl->kind = CLAUSE_REQUIRE_NONEMPTY;
		cl->others = path(r, m, r->type, &cl->n_others);
	} else if (str_is(m->key, "require_any") && node_is_list(m)) {
		cl->kind = CLAUSE_REQUIRE_ANY;
		cl->others = refs(r, m, &cl->n_others);
	} else if (str_is(m->key, "not_more") && inner && node_text(inner)) {
		not_more(r, inner, cl);
	} else if (str_is(m->key, "be") && inner) {
		be(r, inner, cl);
	} else if (str_is(m->key, "max_items") && inner && node_int(inner, &n)) {
		cl->kind = CLAUSE_MAX_ITEMS;
		cl->n = (uint32_t)n;
		one_other(r, inner, inner->key->text, cl);
	} else if (str_is(m->key, "require_in") && inner && inner->kind == NODE_LIST) {
		cl->kind = CLAUSE_REQUIRE_IN;
		require_in(r, inner, cl);
	} else {
		return false;
	}
	return true;
}

static void parse_rule(struct rules *r, struct node *n, struct clause *cl)
{
	bool has_kind = false, has_condition = false, is_group = false;

	for (struct node *m = node_is_map(n) ? n->first : NULL; m; m = m->next) {
		if (str_is(m->key, "say") && node_text(m)) {
			cl->say = node_text(m)->text;
		} else if (str_is(m->key, "absent_is") && node_text(m)) {
			cl->other_absent_is = node_text(m)->text;
		} else if (str_is(m->key, "webhook") && node_text(m)) {
			cl->objection = (uint16_t)objection_find(node_text(m)->text);
			if (!cl->objection)
				complain(r->c, m, 0, "the webhook has no such objection");
		} else if (str_is(m->key, "filled")) {
			cl->filled = true;
		} else if (str_is(m->key, "when")) {
			condition(r, m, cl);
			has_condition = true;
		} else if (!has_kind && group(r, m, cl)) {
			has_kind = is_group = true;
		} else if (!has_kind && consequence(r, m, cl)) {
			has_kind = true;
		} else {
			complain(r->c, m, 0, "no rule has \"%s\" like this", m->key->text);
		}
	}
	if (!has_kind || has_condition == is_group)
		complain(r->c, n, 0, "a rule is a group of fields, or a condition and a consequence");
	if (cl->also && !cl->say)
		complain(r->c, n, 0, "a rule whose condition is on several fields needs own words");
	if (cl->filled && !is_group)
		complain(r->c, n, 0, "only a group can be of filled fields");
}

void parse_rules(struct compile *c, struct file *file, struct node *n, struct type *t)
{
	struct rules r = {c, file, t};
	struct clause *clauses;
	uint32_t i = t->n_clauses;

	if (t->base != TYPE_OBJECT) {
		complain(c, n, 0, "only an object has rules");
		return;
	}
	if (!node_is_list(n)) {
		complain(c, n, 0, "rules are a list");
		return;
	}
	clauses = arena_array(&c->arena, struct clause, i + n->n);
	for (uint32_t k = 0; k < i; k++)
		clauses[k] = t->clauses[k];
	for (struct node *item = node_children(n); item; item = item->next)
		parse_rule(&r, item, &clauses[i++]);
	t->clauses = clauses;
	t->n_clauses = i;
}
