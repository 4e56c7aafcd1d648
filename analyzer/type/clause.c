/* What the fields of one object demand of each other. */
#include <stdlib.h>
#include <string.h>

#include "type/demand.h"
#include "type/duration.h"
#include "type/fault.h"
#include "type/judge.h"

/* One clause that is being held against one object. */
struct trial {
	struct check *check;
	const struct type *type;
	const struct clause *clause;
	struct node *object;
};

/* In protobuf's eyes a member of a oneof is there when it is written; the others need a value too. */
static bool is_one_of(const struct trial *x, const struct node *m)
{
	for (uint32_t i = 0; i < x->type->n_clauses; i++) {
		const struct clause *cl = &x->type->clauses[i];

		for (uint32_t k = 0; k < cl->n_fields && cl->kind == CLAUSE_AT_MOST_ONE && !cl->objection; k++)
			if (cl->fields[k].key == m->key->key)
				return true;
	}
	return false;
}

/* Is there something in it for istiod, which does not tell "", 0, false and [] from nothing? */
static bool has_value(const struct trial *x, const struct node *m)
{
	const struct field *f = type_field(x->type, m->key);

	if (node_is_null(m))
		return false;
	if (m->kind == NODE_LIST || (m->kind == NODE_MAP && f && f->type->base == TYPE_MAP))
		return m->n > 0;
	if (m->kind == NODE_MAP || m->flags & (NODE_POISONED | NODE_UNSETTLED) || is_one_of(x, m))
		return true;
	if (m->scalar == SCALAR_INT || m->scalar == SCALAR_FLOAT)
		return node_number(m) != 0;
	if (m->scalar == SCALAR_BOOL)
		return str_is(m->text, "true") || (f && f->nullable);
	return m->text->len > 0;
}

static bool is_poisoned(const struct node *n)
{
	return n && n->flags & NODE_POISONED;
}

static bool is_empty(const struct node *n)
{
	return n->kind == NODE_SCALAR ? n->text->len == 0 : n->n == 0;
}

static struct node *present(const struct trial *x, const struct member_ref *r)
{
	struct node *m = judge_present(x->type, x->object, r->key, r->str);

	if (m && x->clause->filled && is_empty(m))
		return NULL;
	return m && x->clause->objection && !has_value(x, m) ? NULL : m;
}

/* The notice that the clause's own gives way to, where it is the webhook's. */
static const struct notice *notice(const struct trial *x, const struct notice *own)
{
	return x->clause->objection ? objection_notice((enum objection)x->clause->objection) : own;
}

/* What istiod would miss may be what has another fault: a misspelt field, for one. */
static bool is_excused(const struct trial *x)
{
	for (const struct node *m = node_children(x->object); m && x->clause->objection; m = m->next)
		if (m->flags & NODE_POISONED)
			return true;
	return false;
}

/* May what is not there be what is misspelt? */
static bool is_misspelt(const struct trial *x)
{
	for (const struct node *m = node_children(x->object); m && x->clause->objection; m = m->next)
		if (m->flags & NODE_POISONED && !type_field(x->type, m->key))
			return true;
	return false;
}

static bool has_none(const struct trial *x, const struct clause *of)
{
	for (uint32_t i = 0; i < of->n_fields; i++)
		if (judge_present(x->type, x->object, of->fields[i].key, of->fields[i].str))
			return false;
	return true;
}

static bool has_fields_of(const struct clause *a, const struct clause *b)
{
	if (a->n_fields != b->n_fields)
		return false;
	for (uint32_t i = 0; i < a->n_fields; i++)
		if (strcmp(a->fields[i].name, b->fields[i].name) != 0)
			return false;
	return true;
}

/* Does the API server ask for the same? Where nothing is written it has refused the object, and istiod never sees it. */
static bool is_refused_before(const struct trial *x)
{
	const struct clause *cl = x->clause;

	if (!cl->objection || !has_none(x, cl))
		return false;
	for (uint32_t i = 0; i < x->type->n_clauses; i++) {
		const struct clause *other = &x->type->clauses[i];

		if (!other->objection && (other->kind == CLAUSE_AT_LEAST_ONE || other->kind == CLAUSE_EXACTLY_ONE) && has_fields_of(cl, other))
			return true;
	}
	return cl->n_fields == 1 && type_field_named(x->type, cl->fields[0].name)->required;
}

static void poison(const struct trial *x, struct node *n)
{
	if (!x->clause->objection || notice(x, NULL)->severity == SEVERITY_ERROR)
		n->flags |= NODE_POISONED;
}

static const char *ref_names(const struct trial *x, const struct member_ref *refs, uint32_t n, const char *last)
{
	const char **names = arena_array(x->check->arena, const char *, n);

	for (uint32_t i = 0; i < n; i++)
		names[i] = refs[i].name;
	return fault_names(x->check, names, n, last);
}

/* Three or more, all empty, where no API server reads it: it lists what there is to choose from, as documentation does. */
static bool is_listing(const struct trial *x, struct node *const *at, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (at[i]->kind != NODE_MAP || at[i]->n)
			return false;
	return n > 2 && x->check->advice;
}

/* More than one of the group: one finding at the second in the order of the schema, whatever that of the file; the others beside it. */
static void clash(const struct trial *x, struct node *const *at, uint32_t n)
{
	struct check *c = x->check;
	const char *names[3] = {at[0]->key->text, at[1]->key->text, n > 2 ? at[2]->key->text : NULL};
	struct finding *f;

	/* What an empty one lacks is of no use to who has to choose between them first; API servers say it all the same. */
	for (uint32_t i = 0; c->advice && i < n; i++)
		if (at[i]->kind == NODE_MAP && at[i]->n == 0)
			sink_withdraw(c->sink, &notice_type_missing_field, (struct span){ node_source(at[i]), at[i]->key_begin, at[i]->end });
	if (is_listing(x, at, n))
		return;
	f = x->clause->say
		? fault_at_key(c, notice(x, &notice_type_one_of), at[1], "%s", x->clause->say)
		: fault_at_key(c, notice(x, &notice_type_one_of), at[1], "only one of %s may be set",
			fault_names(c, names, n > 2 ? 3 : 2, "and"));
	fault_relate(c, f, at[0], "\"%s\" is set here", at[0]->key->text);
	for (uint32_t i = 1; i < n; i++) {
		poison(x, at[i]);
		if (i > 1)
			fault_relate(c, f, at[i], "\"%s\" is set here", at[i]->key->text);
	}
}

static void group(const struct trial *x)
{
	const struct clause *cl = x->clause;
	struct check *c = x->check;
	struct node *at[16];
	uint32_t n = 0;

	for (uint32_t i = 0; i < cl->n_fields && n < 16; i++) {
		at[n] = present(x, &cl->fields[i]);
		n += at[n] != NULL;
	}
	if (n > 1 && cl->kind != CLAUSE_AT_LEAST_ONE)
		clash(x, at, n);
	else if (n == 0 && cl->kind != CLAUSE_AT_MOST_ONE && !c->partial && !is_excused(x) && !is_refused_before(x))
		fault_at_head(c, notice(x, &notice_type_one_of), x->object, "%s",
			cl->say ? cl->say : arena_printf(c->arena, "%s%s must be set",
				cl->n_fields == 1 ? "" : cl->kind == CLAUSE_EXACTLY_ONE ? "one of " : "at least one of ",
				ref_names(x, cl->fields, cl->n_fields, "and")));
}

static void excludes(const struct trial *x)
{
	const struct clause *cl = x->clause;
	struct node *first = NULL, *second;
	struct finding *f;

	for (uint32_t i = 0; i < cl->n_fields && !first; i++)
		first = present(x, &cl->fields[i]);
	for (uint32_t i = 0; i < cl->n_others && first; i++) {
		second = present(x, &cl->others[i]);
		if (!second || (cl->objection && is_poisoned(second)))
			continue;
		f = fault_at_key(x->check, notice(x, &notice_type_conflict), second, "\"%s\" and \"%s\" must not be set together",
			second->key->text, first->key->text);
		fault_relate(x->check, f, first, "\"%s\" is set here", first->key->text);
		poison(x, second);
		return;
	}
}

static bool any_item_contains(const struct node *list, const char *text)
{
	for (const struct node *item = node_first(list); item; item = node_next(item)) {
		const struct str *s = node_text(item);

		if (s && memmem(s->text, s->len, text, strlen(text)))
			return true;
	}
	return false;
}

static bool is_among(const char *word, const char *const *words)
{
	for (; word && *words; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

static struct node *by_name(struct node *object, const struct member_ref *r)
{
	for (struct node *m = object->kind == NODE_MAP ? object->first : NULL; m; m = m->next)
		if ((r->str ? m->key == r->str : m->key->key == r->key) && !node_is_null(m))
			return m;
	return NULL;
}

/* Does the path lead on from here, and of lists on the way from exactly one item? */
static bool leads(struct node *at, const struct member_ref *path, uint32_t n)
{
	uint32_t count = 0;

	if (is_poisoned(at))
		return false;
	if (n == 0)
		return true;
	if (at->kind == NODE_LIST) {
		for (struct node *item = at->first; item; item = item->next)
			count += leads(item, path, n);
		return count == 1;
	}
	at = by_name(at, path);
	return at && leads(at, path + 1, n - 1);
}

/* What a scalar says; NULL for what is none. */
static const char *written(const struct node *n)
{
	return n->kind == NODE_SCALAR ? n->text->text : NULL;
}

/* The number or duration that a text is; false where it is neither. */
static bool measure(const char *text, double *out)
{
	int64_t ns;
	char *end;

	if (!text)
		return false;
	*out = strtod(text, &end);
	if (!*end)
		return true;
	if (!duration_parse(text, strlen(text), &ns))
		return false;
	*out = (double)ns;
	return true;
}

/* Does the condition of this clause hold? m is its field where it is present. */
static bool condition_holds(const struct trial *x, const struct clause *cl, struct node *m)
{
	const struct str *text = node_text(m);
	const char *value = text ? text->text : cl->absent_is;
	double number;

	if (is_poisoned(m) || (m && !text && m->kind == NODE_SCALAR) || (!m && (x->check->partial || is_misspelt(x))))
		return false;
	switch (cl->condition) {
	case COND_PRESENT:
		return m != NULL;
	case COND_ABSENT:
		return m == NULL;
	case COND_IS:
		return value && strcmp(value, cl->value) == 0;
	case COND_IS_NOT:
		return !value || strcmp(value, cl->value) != 0;
	case COND_PREFIX:
		return value && strncmp(value, cl->value, strlen(cl->value)) == 0;
	case COND_ANY_ITEM_CONTAINS:
		return any_item_contains(m, cl->value);
	case COND_IN:
		return is_among(value, cl->choices);
	case COND_NONZERO:
		return m && measure(written(m), &number) && number != 0;
	case COND_ONE_HAS:
		return m && leads(m, cl->fields, cl->n_fields);
	}
	return false;
}

/* The same of all conditions that the clause has. */
static bool holds(const struct trial *x, struct node *m)
{
	const struct clause *cl = x->clause;

	if (!condition_holds(x, cl, m))
		return false;
	while ((cl = cl->also))
		if (!condition_holds(x, cl, present(x, &cl->field)))
			return false;
	return true;
}

/* when "resolution" is "NONE": of the first condition, for where there are more there are own words. */
static const char *condition_words(const struct trial *x, const struct node *m)
{
	const struct clause *cl = x->clause;
	struct arena *a = x->check->arena;
	const char *name = cl->field.name;

	switch (cl->condition) {
	case COND_PRESENT:
		break;
	case COND_ABSENT:
		return arena_printf(a, "without \"%s\"", name);
	case COND_IS:
	case COND_IN:
		if (!m)
			return arena_printf(a, "when \"%s\" is left out, which counts as \"%s\"", name, cl->absent_is);
		return arena_printf(a, "when \"%s\" is \"%s\"", name, m->text->text);
	case COND_IS_NOT:
		return arena_printf(a, "unless \"%s\" is \"%s\"", name, cl->value);
	case COND_PREFIX:
		return arena_printf(a, "when \"%s\" begins with \"%s\"", name, cl->value);
	case COND_ANY_ITEM_CONTAINS:
		return arena_printf(a, "when an item of \"%s\" contains \"%s\"", name, cl->value);
	case COND_NONZERO:
		return arena_printf(a, "when \"%s\" is not zero", name);
	case COND_ONE_HAS:
		return arena_printf(a, "when an item of \"%s\" has \"%s\"", name, cl->fields[cl->n_fields - 1].name);
	}
	return arena_printf(a, "when \"%s\" is set", name);
}

/* selector.matchLabels */
static const char *path_words(const struct trial *x)
{
	const char *words = x->clause->others[0].name;

	for (uint32_t i = 1; i < x->clause->n_others; i++)
		words = arena_printf(x->check->arena, "%s.%s", words, x->clause->others[i].name);
	return words;
}

/* The clause is broken: at node at (NULL: the object lacks something, which m asks for where it is there), which must do so. */
static struct finding *broken(const struct trial *x, const struct node *m, struct node *at, const char *must)
{
	struct check *c = x->check;
	const char *text = x->clause->say ? x->clause->say
		: arena_printf(c->arena, "\"%s\" %s %s", path_words(x), must, condition_words(x, m));
	struct finding *f = at || m ? fault_at_key(c, notice(x, &notice_type_conflict), at ? at : m, "%s", text)
		: fault_at_head(c, notice(x, &notice_type_conflict), x->object, "%s", text);

	if (m && at && m != at)
		fault_relate(c, f, m, "\"%s\" is set here", m->key->text);
	if (at)
		poison(x, at);
	return f;
}

/* The path leads to something that is not empty. */
static void require_nonempty(const struct trial *x, const struct node *m)
{
	const struct clause *cl = x->clause;
	struct node *at = x->object;

	for (uint32_t i = 0; i < cl->n_others && at; i++) {
		at = by_name(at, &cl->others[i]);
		if (is_poisoned(at))
			return;
	}
	if (!at && x->check->partial)
		return;
	if (!at || is_empty(at))
		broken(x, m, at && cl->n_others == 1 ? at : NULL, at ? "must not be empty" : "must be set");
}

/* None of the others is present: one finding at the first in the file, with the rest as notes. */
static void forbid(const struct trial *x, const struct node *m)
{
	const struct clause *cl = x->clause;
	struct node *first = NULL;
	struct finding *f;

	for (uint32_t i = 0; i < cl->n_others; i++) {
		struct node *other = present(x, &cl->others[i]);

		if (other && !is_poisoned(other) && (!first || other->begin < first->begin))
			first = other;
	}
	if (!first)
		return;
	f = broken(x, m, first, "must not be set");
	for (uint32_t i = 0; i < cl->n_others; i++) {
		struct node *other = present(x, &cl->others[i]);

		if (!other || other == first || is_poisoned(other))
			continue;
		fault_relate(x->check, f, other, "\"%s\" is set too", other->key->text);
		poison(x, other);
	}
}

/* One of the others is there and not empty. */
static void require_any(const struct trial *x, const struct node *m)
{
	const struct clause *cl = x->clause;

	for (uint32_t i = 0; i < cl->n_others; i++) {
		const struct node *other = present(x, &cl->others[i]);

		if (other && !is_empty(other))
			return;
	}
	if (!x->check->partial)
		fault_at_key(x->check, notice(x, &notice_type_one_of), m ? m : x->object, "%s", cl->say ? cl->say
			: arena_printf(x->check->arena, "at least one of %s must be set %s", ref_names(x, cl->others, cl->n_others, "and"), condition_words(x, m)));
}

/* The first of the others is no greater than the second. */
static void not_more(const struct trial *x)
{
	const struct member_ref *others = x->clause->others;
	struct node *small = present(x, &others[0]), *large = present(x, &others[1]);
	const char *limit = large ? written(large) : type_field_named(x->type, others[1].name)->absent;
	struct check *c = x->check;
	struct finding *f;
	double a, b;

	if (!small || is_poisoned(small) || is_poisoned(large) || (!large && c->partial))
		return;
	if (!measure(written(small), &a) || !measure(limit, &b) || a <= b)
		return;
	f = fault_at(c, notice(x, &notice_type_conflict), small, "%s is %s; it must not be more than \"%s\", which is %s%s",
		fault_name(c, small), fault_text(c, small->text), others[1].name, limit, large ? "" : " where it is left out");
	if (large)
		fault_relate(c, f, large, "\"%s\" is set here", others[1].name);
	poison(x, small);
}

/* Has it, or something in it, been found wrong? */
static bool has_fault(const struct node *n)
{
	bool fault = is_poisoned(n);

	for (const struct node *m = n->kind == NODE_SCALAR ? NULL : n->first; m && !fault; m = m->next)
		fault = has_fault(m);
	return fault;
}

/*
 * The first of the others is what the clause's type wants; quietly where there are own words for that, which are not said
 * of what is wrong anyway.
 */
static void be(const struct trial *x, struct node *m)
{
	struct check *c = x->check;
	struct sink quiet = {.arena = c->sink->arena}, *loud = c->sink;
	struct node *other = present(x, &x->clause->others[0]);
	bool fits = true;

	if (!other || is_poisoned(other))
		return;
	if (x->clause->say && has_fault(other))
		return;
	if (x->clause->say)
		c->sink = &quiet;
	check_value(c, x->clause->be, other);
	c->sink = loud;
	for (size_t i = 0; i < quiet.findings.n; i++)
		fits &= quiet.findings.at[i]->severity < SEVERITY_WARNING;
	if (!fits)
		broken(x, m, other, "");
}

static void consequence(const struct trial *x, struct node *m)
{
	const struct clause *cl = x->clause;
	struct node *other = present(x, &cl->others[0]);
	const struct str *text;
	const char *value;

	switch (cl->kind) {
	case CLAUSE_FORBID:
		forbid(x, m);
		break;
	case CLAUSE_REQUIRE:
		if (!other && !x->check->partial && !is_excused(x))
			broken(x, m, NULL, "must be set");
		break;
	case CLAUSE_MAX_ITEMS:
		if (other && other->n > cl->n)
			broken(x, m, other, arena_printf(x->check->arena, "must have at most %u item%s", cl->n, cl->n == 1 ? "" : "s"));
		break;
	case CLAUSE_REQUIRE_IN:
		text = node_text(other);
		value = text ? text->text : cl->other_absent_is;
		if (is_poisoned(other) || (!other && x->check->partial))
			return;
		if (is_among(value, cl->values))
			return;
		value = fault_names(x->check, cl->values, cl->n, "or");
		broken(x, m, other, arena_printf(x->check->arena, "must be %s", value));
		break;
	case CLAUSE_REQUIRE_NONEMPTY:
		require_nonempty(x, m);
		break;
	case CLAUSE_REQUIRE_ANY:
		require_any(x, m);
		break;
	case CLAUSE_NOT_MORE:
		not_more(x);
		break;
	case CLAUSE_BE:
		be(x, m);
		break;
	default:
		break;
	}
}

void judge_clauses(struct check *c, const struct type *t, struct node *object)
{
	for (uint32_t i = 0; i < t->n_clauses; i++) {
		struct trial x = {c, t, &t->clauses[i], object};
		struct node *m;

		if (x.clause->objection && c->unwatched)
			continue;
		if (x.clause->kind < CLAUSE_EXCLUDES) {
			group(&x);
		} else if (x.clause->kind == CLAUSE_EXCLUDES) {
			excludes(&x);
		} else {
			m = present(&x, &x.clause->field);
			if (holds(&x, m))
				consequence(&x, m);
		}
	}
}
