/* The walk over a document: every node against its type, in one pass. */
#include "type/check.h"

#include <math.h>
#include <string.h>

#include "type/fault.h"
#include "type/judge.h"

/* More wrong names than this in one object, and their right ones may be called missing too. */
#define MAX_HINTS 8

static bool is_null(const struct node *n)
{
	return n->kind == NODE_SCALAR && n->scalar == SCALAR_NULL;
}

static bool takes_null(const struct field *f)
{
	return !f->has_default && (f->nullable || f->type->flags & TYPE_NULLABLE);
}

/* Where null is no value, a null member is none; nobody prunes what a tool lays over something else. */
static bool is_pruned(const struct check *c, const struct node *m)
{
	return is_null(m) && !(m->flags & NODE_UNSETTLED) && !c->partial && !c->overlay;
}

/* Take the member behind `before` (NULL: the first) out of the object. */
static void unlink_member(struct node *object, struct node *before, struct node *m)
{
	if (before)
		before->next = m->next;
	else
		object->first = m->next;
	object->n--;
}

/*
 * The nulls that the API server keeps are to istiod what they are to protobuf: not there. This comes when the object
 * has been judged, in which they count.
 */
static void forget_nulls(const struct check *c, const struct type *t, struct node *n)
{
	struct node *before = NULL;

	for (struct node *m = n->first; m; m = m->next)
		if (is_pruned(c, m) && type_field(t, m->key))
			unlink_member(n, before, m);
		else
			before = m;
}

struct node *judge_present(const struct type *t, const struct node *object, uint32_t key, const struct str *name)
{
	for (struct node *m = node_children(object); m; m = m->next) {
		const struct field *f;

		if (name ? m->key != name : m->key->key != key)
			continue;
		f = is_null(m) ? type_field(t, m->key) : NULL;
		return f && !takes_null(f) && !(m->flags & NODE_UNSETTLED) ? NULL : m;
	}
	return NULL;
}

bool judge_is_new(const struct check *c, uint16_t since)
{
	return c->release && since > c->release;
}

void judge_new(struct check *c, uint16_t since, const struct node *n, bool at_key, const char *what)
{
	(at_key ? fault_at_key : fault_at)(c, &notice_type_too_new, n, "%s needs Istio %d.%d or newer; %d.%d does not know it",
		what, since / 100, since % 100, c->release / 100, c->release % 100);
}

/* A value that was checked without a word, and how. */
struct sound {
	const struct node *node;
	unsigned how;
};

static unsigned how(const struct check *c)
{
	return (unsigned)c->partial | (unsigned)c->overlay << 1 | (unsigned)c->dropped << 2 | (unsigned)c->unwatched << 3
		| (unsigned)c->advice << 4;
}

/* What a check changes in the tree makes it unlike what was not checked yet: then it is checked, too. */
static void check_once(struct check *c, const struct type *t, struct node *n)
{
	void **place = map_at(c->sound->arena, &c->sound->by_place, node_source(n), (void *)(uintptr_t)n->begin, t);
	struct sound *s = *place;
	bool was_unsettled = c->unsettled;
	size_t n_findings = c->sink->findings.n;

	if (!s)
		*place = s = arena_new(c->sound->arena, struct sound);
	else if (s->node && s->how == how(c) && node_alike(s->node, n))
		return;
	c->unsettled = false;
	check_value(c, t, n);
	if (c->sink->findings.n == n_findings && !c->unsettled)
		*s = (struct sound){ n, how(c) };
	c->unsettled |= was_unsettled;
}

static void known_member(struct check *c, const struct type *t, const struct field *f, struct node *m)
{
	bool was_dropped = c->dropped, was_advice = c->advice, was_unwatched = c->unwatched;
	const struct type *was_above = c->above;

	if (is_null(m)) {
		if (m->flags & NODE_UNSETTLED)
			judge_unsettled(c, m);
		return;
	}
	if (judge_is_new(c, f->since) && !(t->flags & TYPE_OPEN)) {
		judge_new(c, f->since, m, true, fault_name(c, m));
		return;
	}
	if (f->replacement)
		judge_replaced(c, t, f, m);
	else if (f->deprecated)
		fault_at_key(c, &notice_type_deprecated, m, "%s is deprecated", fault_name(c, m));
	c->dropped |= f->dropped;
	c->advice |= f->advice;
	c->unwatched |= f->unwatched;
	c->above = t;
	(c->sound && m->parent == c->root ? check_once : check_value)(c, f->type, m);
	c->above = was_above;
	c->dropped = was_dropped;
	c->advice = was_advice;
	c->unwatched = was_unwatched;
}

static bool is_hinted(const struct field *f, const struct field *const *hints, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (hints[i] == f)
			return true;
	return false;
}

/* trustDomain for trust_domain, the name in the protobuf file; NULL where there is no such field. */
static const struct field *field_of_proto_name(struct check *c, const struct type *t, struct node *m)
{
	char *name = arena_strndup(c->arena, m->key->text, m->key->len), *to = name;
	const struct field *f;

	for (const char *at = m->key->text; *at; at++) {
		bool after_line = at > m->key->text && at[-1] == '_';

		if (*at != '_')
			*to++ = after_line && *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
	}
	*to = '\0';
	f = type_field_named(t, name);
	if (f && c->pool)
		m->key = pool_text(c->pool, name);
	return f;
}

/* An item of a typed list (ServiceList) takes its kind and version from the list. */
static bool is_told_by_list(const struct check *c, const struct node *n, const struct field *f)
{
	return n == c->root && n->parent && n->parent->kind == NODE_LIST
		&& (strcmp(f->name, "kind") == 0 || strcmp(f->name, "apiVersion") == 0);
}

static void object(struct check *c, const struct type *t, struct node *n)
{
	const struct field *hints[MAX_HINTS];
	struct node *before = NULL;
	size_t n_hints = 0;
	bool has_nulls = false;

	for (struct node *m = n->first; m; m = m->next) {
		const struct field *f = type_field(t, m->key);

		if (!f && c->advice)
			f = field_of_proto_name(c, t, m);
		if (f && !takes_null(f) && is_pruned(c, m)) {
			unlink_member(n, before, m);
			continue;
		}
		before = m;
		if (f) {
			has_nulls |= is_pruned(c, m);
			known_member(c, t, f, m);
		} else if (!(t->flags & TYPE_OPEN) && !(m->flags & NODE_UNSETTLED) && !(c->partial && m->key->text[0] == '$')) {
			f = judge_unknown(c, t, m);
			m->flags |= NODE_POISONED;
			if (f && n_hints < MAX_HINTS)
				hints[n_hints++] = f;
		}
	}
	for (uint32_t i = 0; i < t->n_fields && !c->partial; i++) {
		const struct field *f = &t->fields[i];

		if (f->required && !judge_present(t, n, f->key, f->str) && !is_hinted(f, hints, n_hints)
				&& !is_told_by_list(c, n, f))
			fault_at_head(c, &notice_type_missing_field, n, "required field \"%s\" is missing", f->name);
	}
	judge_clauses(c, t, n);
	judge_length(c, t, n, n->n);
	if (has_nulls)
		forget_nulls(c, t, n);
}

static void map(struct check *c, const struct type *t, struct node *n)
{
	const struct type *was_above = c->above;
	struct node *before = NULL;
	uint32_t count = 0;

	c->above = t;
	for (struct node *m = n->first; m; m = m->next) {
		bool is_none = is_null(m) && !(t->item->flags & TYPE_NULLABLE);

		if (is_none && is_pruned(c, m)) {
			unlink_member(n, before, m);
			continue;
		}
		before = m;
		if (is_none)
			continue;
		count++;
		if (t->key && !(m->flags & NODE_UNSETTLED))
			judge_key(c, t->key, m);
		if (!(m->flags & NODE_POISONED) || m->flags & NODE_UNSETTLED)
			check_value(c, t->item, m);
	}
	c->above = was_above;
	judge_length(c, t, n, count);
}

static void list(struct check *c, const struct type *t, struct node *n)
{
	for (struct node *item = n->first; item; item = item->next)
		check_value(c, t->item, item);
	judge_length(c, t, n, n->n);
	if (n->n > 1 && !c->partial)
		judge_unique(c, t, n);
}

void check_value(struct check *c, const struct type *t, struct node *n)
{
	static const enum node_kind kinds[] = {
		[TYPE_OBJECT] = NODE_MAP, [TYPE_MAP] = NODE_MAP, [TYPE_LIST] = NODE_LIST,
	};

	if (t->base == TYPE_ANY)
		return;
	if (n->flags & NODE_UNSETTLED) {
		if (n->scalar == SCALAR_FLOAT && !isfinite(node_number(n)))
			return; /* the reader has said what is wrong with it */
		if (t->base != TYPE_STRING || t->format || t->pattern || t->n_values || t->means)
			judge_unsettled(c, n);
		return;
	}
	if (is_null(n) && t->flags & TYPE_NULLABLE)
		return;
	if (n->kind != (t->base <= TYPE_LIST ? kinds[t->base] : NODE_SCALAR)) {
		judge_wrong_type(c, t, n);
		return;
	}
	switch (t->base) {
	case TYPE_OBJECT:
		object(c, t, n);
		break;
	case TYPE_MAP:
		map(c, t, n);
		break;
	case TYPE_LIST:
		list(c, t, n);
		break;
	default:
		judge_scalar(c, t, n);
	}
}
