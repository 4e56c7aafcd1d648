/* No two items of a list with the same key. */
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

/* Does the item lack a part that it must have, or is one not what it must be? Then that is what there is to say. */
static bool lacks(const struct type *t, const struct unique *u, const struct node *item)
{
	for (uint32_t i = 0; i < u->n; i++) {
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
	for (uint32_t i = 0; i < (u->n ? u->n : 1); i++)
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

static void judge(struct check *c, const struct type *t, const struct unique *u, struct node *list)
{
	struct entry few[FEW], *all = list->n <= FEW ? few : arena_array(c->arena, struct entry, list->n);
	size_t n = 0;

	for (struct node *item = list->first; item; item = item->next) {
		uint64_t h = 0;

		if (item->flags & NODE_POISONED || (u->n && (item->kind != NODE_MAP || lacks(t, u, item))))
			continue;
		for (uint32_t i = 0; i < (u->n ? u->n : 1); i++)
			h = mix(h, hash_part(t, u, item, i));
		all[n++] = (struct entry){h, item};
	}
	qsort(all, n, sizeof all[0], by_hash);
	for (size_t i = 1, first = 0; i < n; i++) {
		if (all[i].hash != all[first].hash)
			first = i;
		for (size_t k = first; k < i; k++)
			if (!(all[k].item->flags & NODE_POISONED) && same(t, u, all[k].item, all[i].item)) {
				duplicate(c, t, u, list, all[k].item, all[i].item);
				break;
			}
	}
}

void judge_unique(struct check *c, const struct type *t, struct node *list)
{
	for (uint32_t i = 0; i < t->n_unique; i++)
		judge(c, t, &t->unique[i], list);
}
