/*
 * Merges lists whose items are told apart by one or two of their members: as kyaml's walk over associative lists does it,
 * oddities included. Where the list has two keys, an item of a patch that writes only the first is lost if the object's own
 * writes both, and the other way round: a patch of a Service's port 80 does nothing to "port: 80, protocol: TCP".
 */
#include "tree/kustomize_internal.h"

#define MOST_ITEMS 4000 /* the work is quadratic */

/* What the keys of an item are; NULL where it lacks one. */
struct values {
	const struct str *at[2];
};

/* The text of a member, of a null too; NULL where it is not there or has none. */
static const struct str *text_of(const struct node *member)
{
	return member && member->kind == NODE_SCALAR && member->text->len ? member->text : NULL;
}

struct items {
	VEC(struct node *) list;
};

static struct values values_of(const struct keyed *k, const struct node *item)
{
	struct values v = { { NULL, NULL } };

	for (size_t i = 0; i < 2; i++) {
		const struct str *s = k->keys[i] ? written_text(written_find(item, k->keys[i])) : NULL;

		v.at[i] = s && s->len ? s : NULL;
	}
	return v;
}

/* Do they say the same of one key at least, and nothing else of the other? Then both are what they say together. */
static bool join(const struct values *a, const struct values *b, struct values *both)
{
	bool common = false;

	for (size_t i = 0; i < 2; i++) {
		common |= a->at[i] == b->at[i];
		if (a->at[i] != b->at[i] && a->at[i] && b->at[i])
			return false;
		both->at[i] = a->at[i] ? a->at[i] : b->at[i];
	}
	return common;
}

struct table {
	VEC(struct values) list;
};

static void add_values(const struct keyed *k, struct table *t, const struct node *list)
{
	for (const struct node *n = written_first(list); n; n = n->next) {
		struct values v = values_of(k, n);
		bool seen = false;

		for (size_t i = 0; i < t->list.n && !seen; i++)
			seen = t->list.at[i].at[0] == v.at[0] && t->list.at[i].at[1] == v.at[1];
		if (!seen)
			vec_push(k->b->w->arena, &t->list, v);
	}
}

/* Each is compared as it was when its turn came, with the others as they are by then. */
static void join_all(const struct keyed *k, struct table *t)
{
	for (size_t i = 0; i < t->list.n && k->keys[1]; i++) {
		const struct values own = t->list.at[i];
		struct values both;

		for (size_t j = 0; j < t->list.n; j++)
			if (join(&own, &t->list.at[j], &both))
				t->list.at[i] = t->list.at[j] = both;
	}
}

/* The first item with all of these values that are there. */
static struct node *find(const struct keyed *k, const struct node *list, const struct values *v)
{
	const struct node *n = written_first(list);

	for (; n; n = n->next) {
		bool same = n->kind == NODE_MAP && (v->at[0] || v->at[1]);

		for (size_t i = 0; i < 2 && same; i++)
			same = !v->at[i] || written_text(written_find(n, k->keys[i])) == v->at[i];
		if (same)
			break;
	}
	return (struct node *)(uintptr_t)n;
}

/*
 * n_values may be fewer than the keys: then the rest is as the last that was looked at. Without a value, a member of any value will
 * do, but there must be one.
 */
static bool is_like(const struct keyed *k, const bool *valid, const struct node *item, const struct str *const *values,
	size_t n_values)
{
	bool found = false;

	for (size_t i = 0, j = 0; i < 2; i++) {
		const struct node *member = valid[i] ? written_find(item, k->keys[i]) : NULL;

		if (!valid[i])
			continue;
		if (j < n_values)
			found = values[j] ? text_of(member) == values[j] : member != NULL;
		if (!found)
			return false;
		j++;
	}
	return true;
}

/* Put an item in the place of all that are like it, or behind the last; NULL: take these out. */
static void put(const struct keyed *k, struct items *items, const bool *valid, const struct str *const *values, size_t n_values,
	struct node *item)
{
	size_t kept = 0;
	bool found = false;

	for (size_t i = 0; i < items->list.n; i++) {
		struct node *n = items->list.at[i];

		if (n->kind == NODE_MAP && is_like(k, valid, n, values, n_values)) {
			found = true;
			n = item;
		} else if (n->kind == NODE_MAP && (!n->n || !n_values)) {
			n = NULL;
		}
		if (n)
			items->list.at[kept++] = n;
	}
	items->list.n = kept;
	if (item && !found)
		vec_push(k->b->w->arena, &items->list, item);
}

static size_t list_valid(const bool *valid, const struct values *v, const struct str **out)
{
	size_t n = 0;

	for (size_t i = 0; i < 2; i++)
		if (valid[i])
			out[n++] = v->at[i];
	return n;
}

/* What the list says for these values, into items; own items that go are taken out of the list. */
static void merge_one(const struct keyed *k, struct items *items, struct node *list, const struct node *patch, const bool *valid,
	const struct values *v)
{
	struct node *own = find(k, list, v), *item;
	const struct node *over = find(k, patch, v);
	const struct str *texts[2];
	size_t n = list_valid(valid, v, texts);

	item = own || over ? k->merge(k->context, own, over) : NULL;
	if (!item) {
		for (struct node *c = list->first, *next; c; c = next) {
			next = c->next;
			if (c->kind == NODE_MAP && (!c->n || is_like(k, valid, c, texts, n)))
				made_remove(c);
		}
		return;
	}
	for (size_t i = 0; i < 2; i++)
		if (valid[i] && v->at[i] && !written_find(item, k->keys[i]))
			made_put(item, build_key(k->b, k->keys[i]), (struct span){ NULL, 0, 0 },
				made_text(k->b->w->arena, v->at[i], node_span(item), "patches"));
	put(k, items, valid, texts, n, item);
}

/* The list's own items behind: each into its place among what there is. */
static void add_own(const struct keyed *k, struct items *items, const struct node *list, const bool *valid)
{
	for (struct node *own = list->first; own; own = own->next) {
		const struct str *texts[2];
		size_t n = 0, keys = (size_t)valid[0] + valid[1];

		for (size_t i = 0; i < 2; i++) {
			const struct node *member = valid[i] ? written_find(own, k->keys[i]) : NULL;

			if (member)
				texts[n++] = text_of(member);
			else if (valid[i])
				vec_push(k->b->w->arena, &items->list, own);
		}
		if (keys > 1)
			put(k, items, valid, texts, n, NULL);
		put(k, items, valid, texts, n, own);
	}
}

static void relink(const struct keyed *k, struct node *list, const struct items *items)
{
	struct node **link = &list->first;
	uint32_t n = 0;

	for (struct node *c = list->first; c; c = c->next)
		c->parent = NULL;
	for (size_t i = 0; i < items->list.n; i++) {
		struct node *item = items->list.at[i];

		if (item->parent == list) /* it stands there already */
			item = made_copy(k->b->w->arena, item);
		item->parent = list;
		item->key = NULL;
		item->index = n++;
		item->key_end = 0;
		*link = item;
		link = &item->next;
	}
	*link = NULL;
	list->n = n;
}

static size_t length(const struct node *list)
{
	return list && list->kind == NODE_LIST ? list->n : 0;
}

void keyed_merge(const struct keyed *k, struct node *list, const struct node *patch)
{
	struct table t = { { NULL, 0, 0 } };
	struct items items = { { NULL, 0, 0 } };
	bool valid[2] = { false, false };

	if (length(list) + length(patch) > MOST_ITEMS) {
		build_bound(k->b, patch ? patch : list, "a list that is merged has more than %d items", MOST_ITEMS);
		return;
	}
	add_values(k, &t, patch);
	add_values(k, &t, list);
	join_all(k, &t);
	for (size_t i = 0; i < t.list.n; i++) {
		valid[0] |= t.list.at[i].at[0] != NULL;
		valid[1] |= t.list.at[i].at[1] != NULL;
	}
	if (!valid[0] && !valid[1])
		return;
	for (size_t i = 0; i < t.list.n; i++)
		merge_one(k, &items, list, patch, valid, &t.list.at[i]);
	add_own(k, &items, list, valid);
	relink(k, list, &items);
}
