/* Finds the objects that may select a workload without a look at all others of their namespace. */
#include "world/selecting.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/vec.h"
#include "keys.h"
#include "world/internal.h"

struct selecting_list {
	VEC(const struct resource *) list;
};

/* Of each of these kinds: namespace, key and value of a label that is selected by -> struct selecting_list; without label, of all others. */
struct selecting_index {
	struct map postings[3];
	struct map named[3];   /* namespace, key and value of each label that one of them selects by */
	struct map classes;    /* the labels of a workload that are named, one after the other -> struct selecting_class */
};

/* Workloads with the same labels among those that selectors name. */
struct selecting_class {
	const struct workload *first;
};

static int number_of(enum kind kind)
{
	return kind == KIND_AUTHORIZATION_POLICY ? 0 : kind == KIND_REQUEST_AUTHENTICATION ? 1 : kind == KIND_SIDECAR ? 2 : -1;
}

/* The labels that it selects by; NULL where there are none, or nothing is sure of them. */
static const struct node *labels_of(const struct resource *r)
{
	return r->kind == KIND_SIDECAR ? node_at(r->spec, KEY_workloadSelector, KEY_labels, 0) : node_at(r->spec, KEY_selector, KEY_matchLabels, 0);
}

/* One of them that no workload gets at run time alone; NULL: there is none. */
static const struct node *telling_label(const struct node *labels)
{
	const struct node *n = node_first(labels);

	while (n && (label_is_runtime(n->key) || !node_text(n)))
		n = node_next(n);
	return n;
}

static void add(struct mesh *m, struct map *postings, const struct resource *r)
{
	const struct node *label = telling_label(labels_of(r));
	void **at = map_at(m->arena, postings, r->ns, label ? label->key : NULL, label ? node_text(label) : NULL);

	if (!*at)
		*at = arena_new(m->arena, struct selecting_list);
	vec_push(m->arena, &((struct selecting_list *)*at)->list, r);
}

static void add_names(struct mesh *m, struct map *named, const struct resource *r)
{
	for (const struct node *n = node_first(labels_of(r)); n; n = node_next(n))
		if (node_text(n))
			*map_at(m->arena, named, r->ns, n->key, node_text(n)) = m;
}

void selectors_build(struct mesh *m)
{
	static const enum kind kinds[] = { KIND_AUTHORIZATION_POLICY, KIND_REQUEST_AUTHENTICATION, KIND_SIDECAR };

	m->selectors = arena_new(m->arena, struct selecting_index);
	for (size_t k = 0; k < 3; k++) {
		struct resources all = mesh_of(m, kinds[k]);

		for (size_t i = 0; i < all.n; i++) {
			add(m, &m->selectors->postings[k], all.at[i]);
			add_names(m, &m->selectors->named[k], all.at[i]);
		}
	}
}

static void take(struct selecting_list *out, const struct selecting_list *from, struct arena *scratch)
{
	for (size_t i = 0; from && i < from->list.n; i++)
		vec_push(scratch, &out->list, from->list.at[i]);
}

static int by_name(const void *a, const void *b)
{
	return resource_compare(*(const struct resource *const *)a, *(const struct resource *const *)b);
}

struct resources mesh_selecting(const struct mesh *m, enum kind kind, const struct str *ns, const struct workload *w, struct arena *scratch)
{
	int number = number_of(kind);
	const struct map *postings = number < 0 ? NULL : &m->selectors->postings[number];
	struct selecting_list out = { { NULL, 0, 0 } };

	if (!postings || w->open || w->opaque)
		return mesh_in(m, kind, ns);
	for (uint32_t i = 0; i < w->n_labels; i++)
		take(&out, map_get(postings, ns, w->labels[i].key, w->labels[i].value), scratch);
	take(&out, map_get(postings, ns, NULL, NULL), scratch);
	if (out.list.n > 1)
		qsort(out.list.at, out.list.n, sizeof *out.list.at, by_name);
	return (struct resources){ out.list.at, out.list.n };
}

static struct selecting_class *class_at(const struct mesh *m, const struct workload *w, const void *from, const void *key, const void *value)
{
	void **at = map_at(m->arena, &m->selectors->classes, from, key, value);

	if (!*at) {
		struct selecting_class *c = arena_new(m->arena, struct selecting_class);

		c->first = w;
		*at = c;
	}
	return *at;
}

const struct selecting_class *mesh_selecting_class(const struct mesh *m, enum kind kind, const struct workload *w)
{
	int number = number_of(kind);
	const struct map *named;
	struct selecting_class *c;

	if (number < 0 || w->open || w->opaque || !w->ns->len || !mesh_is_own(m))
		return NULL;
	named = &m->selectors->named[number];
	c = class_at(m, w, named, w->ns, w->dataplane == DATAPLANE_AMBIENT ? m : NULL);
	for (uint32_t i = 0; i < w->n_labels; i++) {
		const struct label *l = &w->labels[i];

		if (map_get(named, w->ns, l->key, l->value) || map_get(named, m->root_namespace, l->key, l->value)
				|| map_get(named, m->empty, l->key, l->value))
			c = class_at(m, w, c, l->key, l->value);
	}
	return c;
}
