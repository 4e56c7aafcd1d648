/* What somebody probably meant by a name that is not known. */
#include <ctype.h>
#include <string.h>

#include "type/fault.h"
#include "type/judge.h"

#define LONGEST 48 /* longer words are not compared */

/* Comparisons that every object has, and further ones for each of its bytes. */
#define COMPARED_ALWAYS 4096
#define COMPARED_A_BYTE 8

/* The words are the same but for case, dashes and underscores. */
static bool is_respelt(const char *a, size_t n, const char *b)
{
	size_t i = 0;

	for (;; i++, b++) {
		while (i < n && (a[i] == '_' || a[i] == '-'))
			i++;
		while (*b == '_' || *b == '-')
			b++;
		if (i == n || !*b)
			return i == n && !*b;
		if (tolower((unsigned char)a[i]) != tolower((unsigned char)*b))
			return false;
	}
}

/* Edits (a character more, less, changed, or two swapped) from a to b, up to limit + 1. */
static int distance(const char *a, size_t n, const char *b, size_t m, int limit)
{
	int rows[3][LONGEST + 1], *before = rows[0], *last = rows[1], *row = rows[2], *spare;

	if (n > LONGEST || m > LONGEST || n > m + (size_t)limit || m > n + (size_t)limit)
		return limit + 1;
	for (size_t k = 0; k <= m; k++)
		last[k] = (int)k;
	for (size_t i = 1; i <= n; i++) {
		int least = (int)i;

		row[0] = (int)i;
		for (size_t k = 1; k <= m; k++) {
			int cost = last[k - 1] + (a[i - 1] != b[k - 1]);

			if (cost > last[k] + 1)
				cost = last[k] + 1;
			if (cost > row[k - 1] + 1)
				cost = row[k - 1] + 1;
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] && cost > before[k - 2] + 1)
				cost = before[k - 2] + 1;
			row[k] = cost;
			least = cost < least ? cost : least;
		}
		if (least > limit + 1) /* one less could still come by a swap */
			return limit + 1;
		spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[m];
}

bool judge_may_compare(struct check *c, size_t n)
{
	const struct node *root = c->root;
	size_t bytes = root && root->end > root->begin ? root->end - root->begin : 0;

	c->compared += n;
	return c->compared <= COMPARED_ALWAYS + COMPARED_A_BYTE * bytes;
}

int judge_nearest(struct check *c, const char *word, size_t len, const char *(*at)(const void *words, size_t i),
	const void *words, size_t n)
{
	int limit = len < 4 ? 1 : 2, best = limit + 1, found = -1;

	if (!judge_may_compare(c, n))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (is_respelt(word, len, at(words, i)))
			return (int)i;
	for (size_t i = 0; i < n; i++) {
		const char *other = at(words, i);
		int d = distance(word, len, other, strlen(other), limit);

		if (d < best) {
			best = d;
			found = (int)i;
		} else if (d == best) {
			found = -1;
		}
	}
	return best <= limit ? found : -1;
}

static const char *field_at(const void *words, size_t i)
{
	return ((const struct field *)words)[i].name;
}

static bool knows(const struct type *t, const struct str *name)
{
	return t && t->base == TYPE_OBJECT && type_field(t, name);
}

/* The one field of t whose object, or whose list's objects, have a field of this name. */
static const struct field *field_below(const struct type *t, const struct str *name)
{
	const struct field *found = NULL;

	for (uint32_t i = 0; i < t->n_fields; i++) {
		const struct type *inner = t->fields[i].type;

		if (inner->base == TYPE_LIST)
			inner = inner->item;
		if (t->fields[i].dropped || !knows(inner, name))
			continue;
		if (found)
			return NULL;
		found = &t->fields[i];
	}
	return found;
}

/* The field that the name is a misspelling of, unless that is set as well. */
static const struct field *field_near(struct check *c, const struct type *t, const struct node *member)
{
	int near = judge_nearest(c, member->key->text, member->key->len, field_at, t->fields, t->n_fields);
	const struct field *f = near >= 0 ? &t->fields[near] : NULL;

	return f && judge_present(t, member->parent, f->key, f->str) ? NULL : f;
}

static bool is_anywhere_below(const struct type *t, const struct str *name)
{
	for (uint32_t i = 0; i < t->n_fields; i++) {
		const struct type *inner = t->fields[i].type;

		if (knows(inner->base == TYPE_LIST ? inner->item : inner, name))
			return true;
	}
	return false;
}

/* Does the object have unknown members that nothing around it has a place for? Those that came with them belong where they do. */
static bool has_strays(struct check *c, const struct type *t, const struct node *object)
{
	for (const struct node *m = node_children(object); m; m = m->next)
		if (!(m->flags & NODE_UNSETTLED) && !knows(t, m->key) && !knows(c->above, m->key)
				&& !(judge_may_compare(c, t->n_fields) && is_anywhere_below(t, m->key))
				&& judge_nearest(c, m->key->text, m->key->len, field_at, t->fields, t->n_fields) < 0)
			return true;
	return false;
}

/* The member of this name, but for a null, which is none to the API server. */
static const struct node *named(const struct node *map, const char *name)
{
	const struct node *n = node_children(map);

	while (n && (!str_is(n->key, name) || node_is_null(n)))
		n = n->next;
	return n;
}

static const struct node *last_written(const struct node *map)
{
	const struct node *last = map->first;

	for (const struct node *n = map->first; n; n = n->next)
		last = node_is_null(n) ? last : n;
	return last;
}

/* Put the member one level up, behind what it was in. */
static void lift(struct check *c, struct finding *f, const struct node *member)
{
	const struct node *in = member->parent;

	while (in->parent && in->parent->kind != NODE_MAP)
		in = in->parent;
	if (in->parent && !named(in->parent, member->key->text))
		fault_move(c, f, member, in, NULL);
}

/* Put the member into what is written of the field, or into a new object. */
static void lower(struct check *c, struct finding *f, const struct node *member, const struct field *below)
{
	const struct node *in = named(member->parent, below->name);

	if (in && in->kind == NODE_LIST)
		in = in->n == 1 ? in->first : NULL;
	else if (!in && below->type->base == TYPE_OBJECT && !judge_is_new(c, below->since))
		fault_move(c, f, member, member, below->name);
	if (in && in->kind == NODE_MAP && in->n && !named(in, member->key->text))
		fault_move(c, f, member, last_written(in), NULL);
}

/* The one field of an object that a single value of another type can be: of its name, else the only one that there must be. */
static const struct field *field_for(const struct type *t, const char *name)
{
	const struct field *found = type_field_named(t, name);
	uint32_t n = 0;

	for (uint32_t i = 0; i < t->n_fields && !found; i++)
		n += t->fields[i].required;
	for (uint32_t i = 0; i < t->n_fields && !found && (n == 1 || t->n_fields == 1); i++)
		found = n == 0 || t->fields[i].required ? &t->fields[i] : NULL;
	return found;
}

void judge_replaced(struct check *c, const struct type *t, const struct field *f, struct node *member)
{
	struct finding *fault = fault_at_key(c, &notice_type_deprecated, member, "%s is deprecated; use \"%s\"", fault_name(c, member), f->replacement);
	const struct field *next = type_field_named(t, f->replacement);
	const struct field *inner = next && next->type->base == TYPE_OBJECT ? field_for(next->type, f->name) : NULL;
	bool same = next && next->type->base == f->type->base && next->type->format == f->type->format;

	if (!fault || !next || member->kind != NODE_SCALAR || judge_is_new(c, next->since) || named(member->parent, next->name) || !(inner || same))
		return;
	if (inner)
		fault_wrap(c, fault, member, inner->name);
	if (fault->edits.n || !inner)
		fault_rename(c, fault, member, next->name);
	fault->unsafe = !inner; /* the new one may count otherwise */
}

const struct field *judge_unknown(struct check *c, const struct type *t, struct node *member)
{
	const struct node *object = member->parent;
	const char *name = fault_name(c, member);
	const struct field *near = field_near(c, t, member);
	const struct field *below = judge_may_compare(c, t->n_fields) ? field_below(t, member->key) : NULL;
	bool sure = near && is_respelt(member->key->text, member->key->len, near->name);
	struct finding *f;

	if (!sure && knows(c->above, member->key)) {
		f = fault_at_key(c, &notice_type_unknown_field, member, "unknown field %s; it belongs one level up, beside %s",
			name, fault_name(c, object));
		lift(c, f, member);
		return NULL;
	}
	if (!sure && below && !has_strays(c, t, object)) {
		f = fault_at_key(c, &notice_type_unknown_field, member, "unknown field %s; it belongs one level down, under \"%s\"",
			name, below->name);
		lower(c, f, member, below);
		return below;
	}
	if (!near) {
		fault_at_key(c, &notice_type_unknown_field, member, "unknown field %s in %s", name, fault_name(c, object));
		return NULL;
	}
	f = fault_at_key(c, &notice_type_unknown_field, member, "unknown field %s; did you mean \"%s\"?", name, near->name);
	fault_rename(c, f, member, near->name);
	return near;
}
