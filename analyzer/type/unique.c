/* What the items of a list demand of each other: keys that no two share, above all. */
#include <stdlib.h>
#include <string.h>

#include "type/fault.h"
#include "type/judge.h"

#define FEW 64 /* items that need no memory of the arena */

struct entry {
	uint64_t hash;
	struct node *item;
};

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0xff51afd7ed558ccdu;
	return h ^ h >> 32;
}

/* Equal nodes have equal hashes; the order of members does not count. */
static uint64_t hash(const struct node *n)
{
	uint64_t h = n ? n->kind + 1u : 0;
	int64_t whole;

	if (!n)
		return 0;
	if (n->kind == NODE_SCALAR)
		return node_int(n, &whole) ? mix(h, (uint64_t)whole) : mix(h + n->scalar, n->scalar == SCALAR_BOOL ? 0 : n->text->hash);
	for (const struct node *m = n->first; m; m = m->next)
		h = n->kind == NODE_MAP ? h + mix(m->key->hash, hash(m)) : mix(h, hash(m));
	return h;
}

static uint64_t hash_text(const char *text)
{
	uint64_t h = 0;

	for (; *text; text++)
		h = mix(h, (unsigned char)*text);
	return h;
}

/* Part i of an item's key; the item itself where the key has no parts. */
static const struct node *part(const struct type *t, const struct unique *u, const struct node *item, uint32_t i)
{
	if (u->n == 0)
		return item;
	for (const struct node *m = node_children(item); m; m = m->next)
		if (t->item->flags & TYPE_RUN_TIME ? strcmp(m->key->text, u->names[i]) == 0 : m->key->key == u->keys[i])
			return node_is_null(m) ? NULL : m;
	return NULL;
}

/* A part that is left out is what its field says it counts as. */
static const char *absent(const struct type *t, const struct unique *u, uint32_t i)
{
	const struct field *f = u->n ? type_field_named(t->item, u->names[i]) : NULL;

	return f ? f->absent : NULL;
}

/* Left out and written out are one, where there is a default. */
static uint64_t hash_part(const struct type *t, const struct unique *u, const struct node *item, uint32_t i)
{
	const struct node *p = part(t, u, item, i);
	const char *word = absent(t, u, i);

	if (!word || (p && p->kind != NODE_SCALAR))
		return hash(p);
	return hash_text(p ? p->text->text : word);
}

/* How many of the names items are compared by. */
static uint32_t n_compared(const struct unique *u)
{
	return u->kind == UNIQUE_ALIKE ? u->n - 1 : u->n;
}

static bool is_among(const char *word, const char *const *values)
{
	for (; word && *values; values++)
		if (strcmp(word, *values) == 0)
			return true;
	return false;
}

/* The text of part i; what counts where it is left out. NULL where that is nothing, or it is no scalar. */
static const char *part_text(const struct type *t, const struct unique *u, const struct node *item, uint32_t i)
{
	const struct node *p = part(t, u, item, i);

	return !p ? absent(t, u, i) : p->kind == NODE_SCALAR ? p->text->text : NULL;
}

/* Is the item none of those that are compared? */
static bool is_apart(const struct type *t, const struct unique *u, const struct node *item)
{
	for (uint32_t i = 0; i < u->n; i++)
		if (u->needed >> i & 1 && !part(t, u, item, i))
			return true;
	return u->values && !is_among(part_text(t, u, item, 0), u->values);
}

/* Does the item lack a part that it must have, or is one not what it must be? Then that is what there is to say. */
static bool lacks(const struct type *t, const struct unique *u, const struct node *item)
{
	for (uint32_t i = 0; i < n_compared(u); i++) {
		const struct node *p = part(t, u, item, i);
		const struct field *f = p ? NULL : type_field_named(t->item, u->names[i]);

		if ((p && p->flags & NODE_POISONED) || (f && f->required && !f->absent))
			return true;
	}
	return false;
}

static bool same_part(const struct type *t, const struct unique *u, const struct node *a, const struct node *b, uint32_t i)
{
	const struct node *p = part(t, u, a, i), *q = part(t, u, b, i);
	const char *word = p && q ? NULL : absent(t, u, i);

	if (p && q)
		return node_same(p, q);
	if (!p && !q)
		return true;
	return word && str_is(node_text(p ? p : q), word);
}

static bool same(const struct type *t, const struct unique *u, const struct node *a, const struct node *b)
{
	for (uint32_t i = 0; i < (u->n ? n_compared(u) : 1); i++)
		if (!same_part(t, u, a, b, i))
			return false;
	return true;
}

static int by_hash(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->item->index < y->item->index ? -1 : x->item->index > y->item->index;
}

/* "number" 80 */
static const char *key_words(struct check *c, const struct type *t, const struct unique *u, const struct node *item)
{
	const char *words = "";

	for (uint32_t i = 0; i < u->n; i++) {
		const struct node *p = part(t, u, item, i);
		const char *value = p && p->kind == NODE_SCALAR ? fault_text(c, p->text) : absent(t, u, i);

		words = arena_printf(c->arena, "%s%s\"%s\" %s%s%s", words, i ? " and " : "", u->names[i],
			p && p->scalar == SCALAR_STRING ? "\"" : "", value ? value : "none", p && p->scalar == SCALAR_STRING ? "\"" : "");
	}
	return words;
}

static void duplicate(struct check *c, const struct type *t, const struct unique *u, struct node *list,
	struct node *first, struct node *second)
{
	const struct node *at = u->n ? part(t, u, second, 0) : NULL;
	struct finding *f;

	if (u->n == 0)
		f = fault_at(c, &notice_type_duplicate, second, "%s is identical to %s", fault_name(c, second), fault_name(c, first));
	else
		f = fault_at(c, &notice_type_duplicate, at ? at : second, "two items of %s have %s",
			fault_name(c, list), key_words(c, t, u, second));
	at = u->n ? part(t, u, first, 0) : NULL;
	fault_relate(c, f, at ? at : first, "the first one is here");
	second->flags |= NODE_POISONED;
}

/* Those items that are compared, by what they are compared by, equal ones in the order of the file. Returns how many. */
static size_t gather(const struct type *t, const struct unique *u, const struct node *list, struct entry *all)
{
	size_t n = 0;

	for (struct node *item = list->first; item; item = item->next) {
		uint64_t h = 0;

		if (item->flags & NODE_POISONED || (u->n && (item->kind != NODE_MAP || is_apart(t, u, item) || lacks(t, u, item))))
			continue;
		for (uint32_t i = 0; i < (u->n ? n_compared(u) : 1); i++)
			h = mix(h, hash_part(t, u, item, i));
		all[n++] = (struct entry){h, item};
	}
	qsort(all, n, sizeof all[0], by_hash);
	return n;
}

/* items of "parentRefs" with the same "kind" and "name" must all have "port", or none */
static void unlike(struct check *c, const struct unique *u, const struct node *list, const struct node *with, const struct node *without)
{
	uint32_t last = u->n - 1;
	struct finding *f = fault_at_head(c, &notice_type_conflict, without, "items of %s with the same %s must all have \"%s\", or none of them",
		fault_name(c, list), fault_names(c, u->names, last, "and"), u->names[last]);

	fault_relate(c, f, with, "this one has \"%s\"", u->names[last]);
}

/* Equal keys, or keys that are not alike, among items that are in order. */
static void compare(struct check *c, const struct type *t, const struct unique *u, struct node *list, const struct entry *all, size_t n)
{
	for (size_t i = 1, first = 0; i < n; i++) {
		if (all[i].hash != all[first].hash)
			first = i;
		for (size_t k = first; k < i; k++) {
			struct node *a = all[k].item, *b = all[i].item;

			if (a->flags & NODE_POISONED || !same(t, u, a, b))
				continue;
			if (u->kind == UNIQUE_KEY) {
				duplicate(c, t, u, list, a, b);
			} else if (!part(t, u, a, u->n - 1) != !part(t, u, b, u->n - 1)) {
				unlike(c, u, list, part(t, u, a, u->n - 1) ? a : b, part(t, u, a, u->n - 1) ? b : a);
				return;
			}
			break;
		}
	}
}

static void judge(struct check *c, const struct type *t, const struct unique *u, struct node *list)
{
	struct entry few[FEW], *all = list->n <= FEW ? few : arena_array(c->arena, struct entry, list->n);

	compare(c, t, u, list, all, gather(t, u, list, all));
}

static const char *choice(struct check *c, const struct unique *u)
{
	uint32_t n = 0;

	while (u->values[n])
		n++;
	return fault_names(c, u->values, n, "or");
}

/* At most one item has one of the values. */
static void one_of(struct check *c, const struct type *t, const struct unique *u, struct node *list)
{
	const struct node *first = NULL, *at;
	struct finding *f;

	for (struct node *item = list->first; item; item = item->next) {
		if (item->kind != NODE_MAP || lacks(t, u, item) || is_apart(t, u, item))
			continue;
		if (first) {
			at = part(t, u, item, 0);
			f = fault_at(c, &notice_type_duplicate, at ? at : item, "only one item of %s may have \"%s\" %s",
				fault_name(c, list), u->names[0], choice(c, u));
			at = part(t, u, first, 0);
			fault_relate(c, f, at ? at : first, "the first one is here");
			item->flags |= NODE_POISONED;
		} else {
			first = item;
		}
	}
}

static void alone(struct check *c, const struct unique *u, struct node *list)
{
	for (struct node *item = list->first; item; item = item->next)
		if (node_text(item) && is_among(node_text(item)->text, u->values)) {
			fault_at(c, &notice_type_conflict, item, "\"%s\" must be the only item of %s", fault_text(c, item->text), fault_name(c, list));
			return;
		}
}

static void total(struct check *c, const struct type *t, const struct unique *u, struct node *list)
{
	uint64_t n = 0;

	for (const struct node *item = list->first; item; item = item->next) {
		const struct node *p = item->kind == NODE_MAP ? part(t, u, item, 0) : NULL;

		n += p && p->kind == NODE_LIST ? p->n : 0;
	}
	if (n > u->most)
		fault_at_head(c, &notice_type_bad_length, list, "the items of %s must have at most %u items of \"%s\" together, not %llu",
			fault_name(c, list), u->most, u->names[0], (unsigned long long)n);
}

void judge_unique(struct check *c, const struct type *t, struct node *list)
{
	for (uint32_t i = 0; i < t->n_unique; i++) {
		const struct unique *u = &t->unique[i];

		switch (u->kind) {
		case UNIQUE_KEY:
		case UNIQUE_ALIKE:
			judge(c, t, u, list);
			break;
		case UNIQUE_ONE_OF:
			one_of(c, t, u, list);
			break;
		case UNIQUE_ALONE:
			alone(c, u, list);
			break;
		case UNIQUE_TOTAL:
			total(c, t, u, list);
			break;
		}
	}
}
