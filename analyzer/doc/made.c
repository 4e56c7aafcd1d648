/* Makes nodes, and trees of them. */
#include "doc/made.h"

#include <string.h>

#include "doc/placeholder.h"

static struct made *made_new(struct arena *a, const struct source *source, const char *by)
{
	struct made *m = arena_new(a, struct made);

	m->source = source;
	m->by = by;
	m->node.flags = NODE_MADE;
	return m;
}

static struct node *copy(struct arena *a, const struct node *n, const struct source *source, struct node *parent)
{
	const struct made *old = n->flags & NODE_MADE ? (const struct made *)n : NULL;
	struct made *m = made_new(a, old ? old->source : source, old ? old->by : NULL);
	struct node **link;

	m->node = *n;
	m->node.flags |= NODE_MADE;
	m->node.next = NULL;
	m->node.parent = parent;
	if (!n->parent && !old) { /* the union held the source */
		m->node.key_begin = 0;
		m->node.key_end = 0;
	}
	if (n->kind == NODE_SCALAR)
		return &m->node;
	m->node.first = NULL;
	link = &m->node.first;
	for (const struct node *c = n->first; c; c = c->next) {
		*link = copy(a, c, m->source, &m->node);
		link = &(*link)->next;
	}
	return &m->node;
}

struct node *made_copy(struct arena *a, const struct node *n)
{
	return n ? copy(a, n, node_source(n), NULL) : NULL;
}

struct node *made_text(struct arena *a, const struct str *text, struct span at, const char *by)
{
	struct made *m = made_new(a, at.source, by);

	m->node.kind = NODE_SCALAR;
	m->node.scalar = SCALAR_STRING;
	if (text && placeholder_in(text->text, text->len)) /* as the loader does: a variable that is left, a prefix ${X}- */
		m->node.flags |= NODE_POISONED | NODE_UNSETTLED;
	m->node.text = text;
	m->node.begin = at.begin;
	m->node.end = at.end;
	return &m->node;
}

struct node *made_collection(struct arena *a, enum node_kind kind, struct span at, const char *by)
{
	struct made *m = made_new(a, at.source, by);

	m->node.kind = (uint8_t)kind;
	m->node.begin = at.begin;
	m->node.end = at.end;
	return &m->node;
}

struct node *made_member(const struct node *map, const struct str *key)
{
	struct node *n = map && map->kind == NODE_MAP ? map->first : NULL;

	while (n && n->key != key)
		n = n->next;
	return n;
}

static void number(struct node *list)
{
	uint32_t i = 0;

	for (struct node *n = list->first; n; n = n->next)
		n->index = i++;
	list->n = i;
}

void made_put(struct node *map, const struct str *key, struct span key_at, struct node *child)
{
	struct node *old = made_member(map, key);
	const struct made *m = (const struct made *)child;
	bool own = key_at.source && key_at.source == m->source;

	child->key = key;
	child->key_begin = own ? key_at.begin : child->begin;
	child->key_end = own ? key_at.end : child->end;
	if (old) {
		made_replace(old, child);
		return;
	}
	child->parent = map;
	child->next = NULL;
	if (map->first)
		node_last(map)->next = child;
	else
		map->first = child;
	map->n++;
}

void made_insert(struct node *list, uint32_t index, struct node *item)
{
	struct node **link = &list->first;

	while (*link && index--)
		link = &(*link)->next;
	item->key = NULL;
	item->key_end = 0;
	item->parent = list;
	item->next = *link;
	*link = item;
	number(list);
}

static struct node **link_to(struct node *child)
{
	struct node **link = &child->parent->first;

	while (*link != child)
		link = &(*link)->next;
	return link;
}

void made_replace(struct node *old, struct node *with)
{
	struct node *parent = old->parent;

	with->parent = parent;
	with->next = old->next;
	if (parent)
		*link_to(old) = with;
	if (!with->key)
		with->key = old->key;
	if (parent && parent->kind == NODE_LIST) {
		with->key = NULL;
		number(parent);
	}
	old->parent = NULL;
	old->next = NULL;
}

void made_remove(struct node *child)
{
	struct node *parent = child->parent;

	*link_to(child) = child->next;
	child->next = NULL;
	child->parent = NULL;
	if (parent->kind == NODE_LIST)
		number(parent);
	else
		parent->n--;
}

const char *made_by(const struct node *n)
{
	return n && n->flags & NODE_MADE ? ((const struct made *)n)->by : NULL;
}
