/* istiod's merging of DestinationRules, for every order they may be in. */
#include "world/joining.h"

#include "keys.h"
#include "object/age.h"
#include "world/destinationrule_index.h"
#include "world/imports.h"
#include "world/internal.h"

static const struct node *selector_labels(const struct destinationrule *r)
{
	const struct node *labels = node_get(r->selector, KEY_matchLabels);

	return node_is_map(labels) && labels->n ? labels : NULL;
}

/* Only "." and "*" count among the defaults. */
static bool is_private(const struct mesh *m, const struct destinationrule *r)
{
	const struct list_setting *def = &m->config->export_destination_rule;

	if (r->n_export_to == 1)
		return str_is(r->export_to[0], ".") || r->export_to[0] == r->resource->ns;
	for (size_t i = 0; r->n_export_to == 0 && i < def->n; i++)
		if (str_is(def->value[i], "."))
			return true;
	return false;
}

bool joining_takes(const struct mesh *m, const struct destinationrule *r, enum dr_pool pool)
{
	switch (pool) {
	case POOL_LOCAL:
		return r->n_export_to == 0 || dr_exports_to(r, "*") || dr_exports_to(r, ".")
			|| dr_exports_to(r, r->resource->ns->text);
	case POOL_ROOT_LOCAL:
		return is_private(m, r);
	case POOL_EXPORTED:
		return !is_private(m, r);
	}
	return false;
}

/* Are all of b's entries among a's? */
static bool exports_contain(const struct destinationrule *a, const struct destinationrule *b)
{
	size_t i = 0;

	for (size_t j = 0; j < b->n_export_to; j++) {
		while (i < a->n_export_to && a->export_to[i] < b->export_to[j])
			i++;
		if (i == a->n_export_to || a->export_to[i] != b->export_to[j])
			return false;
	}
	return true;
}

static bool exports_equal(const struct destinationrule *a, const struct destinationrule *b)
{
	return a->n_export_to == b->n_export_to && exports_contain(a, b);
}

static bool labels_equal(const struct destinationrule *a, const struct destinationrule *b)
{
	const struct node *x = selector_labels(a), *y = selector_labels(b);

	return !x || !y ? x == y : node_same(x, y);
}

/* Step by step what mergeDestinationRule does with the next rule, its last-one-decides included. */
static bool join_next(const struct destinationrule *const *rules, unsigned next, struct heap *heaps, size_t n)
{
	const struct destinationrule *r = rules[next];
	bool apart = true;

	for (size_t i = 0; i < n; i++) {
		const struct destinationrule *f = rules[heaps[i].first];
		bool plain = !r->selector && !f->selector;
		bool both = r->selector && f->selector;

		if (exports_equal(f, r)) {
			apart = false;
		} else {
			apart = true;
			if (f->n_export_to == 0 || !exports_contain(r, f))
				continue;
		}
		if (both && !labels_equal(f, r)) {
			apart = true;
			continue;
		}
		if (plain || both)
			apart = false;
		heaps[i].set |= 1u << next;
	}
	return apart;
}

size_t joining_play(const struct destinationrule *const *rules, const unsigned *order, size_t n,
	struct heap *out)
{
	size_t heaps = 0;

	for (size_t i = 0; i < n; i++)
		if (join_next(rules, order[i], out, heaps))
			out[heaps++] = (struct heap){.first = order[i], .set = 1u << order[i]};
	return heaps;
}

struct ordering {
	const struct mesh *m;
	const struct destinationrule *const *rules;
	size_t n;
	unsigned order[JOINING_MAX_RULES];
	joining_player *play;
	void *context;
};

static bool are_twins(const struct mesh *m, const struct destinationrule *a, const struct destinationrule *b)
{
	struct resources twins = mesh_twins(m, a->resource);

	for (size_t i = 0; i < twins.n; i++)
		if (twins.at[i] == b->resource)
			return true;
	return false;
}

/* Of twins only one is in the cluster: none may follow another. */
static bool may_follow(const struct ordering *o, size_t placed, unsigned next)
{
	for (size_t i = 0; i < placed; i++)
		if (o->order[i] == next || are_twins(o->m, o->rules[o->order[i]], o->rules[next]))
			return false;
	return true;
}

/* Is a rule that is certainly older, with a selector or without like this one, still to be placed? */
static bool is_too_early(const struct ordering *o, size_t placed, unsigned next)
{
	for (unsigned i = 0; i < o->n; i++)
		if (i != next && !o->rules[i]->selector == !o->rules[next]->selector
				&& resource_is_older(o->rules[i]->resource, o->rules[next]->resource) == YES && may_follow(o, placed, i))
			return true;
	return false;
}

static void extend(struct ordering *o, size_t placed)
{
	bool selectors_left = false, any = false;

	for (unsigned i = 0; i < o->n; i++)
		selectors_left |= o->rules[i]->selector && may_follow(o, placed, i);
	for (unsigned i = 0; i < o->n; i++) {
		if (!may_follow(o, placed, i) || (selectors_left && !o->rules[i]->selector) || is_too_early(o, placed, i))
			continue;
		any = true;
		o->order[placed] = i;
		extend(o, placed + 1);
	}
	if (!any)
		o->play(o->context, o->order, placed);
}

void joining_orders(const struct mesh *m, const struct destinationrule *const *rules, size_t n,
	joining_player *play, void *context)
{
	struct ordering o = {.m = m, .rules = rules, .n = n, .play = play, .context = context};

	extend(&o, 0);
}

bool joining_is_plain(const struct mesh *m, const struct destinationrule *const *rules, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rules[i]->selector || !exports_equal(rules[0], rules[i])
				|| (n > 1 && mesh_twins(m, rules[i]->resource).n))
			return false;
	return true;
}

const struct joined_subsets *joining_subsets(const struct destinationrule *const *rules, size_t n, struct arena *arena)
{
	struct joined_subsets *out = arena_new(arena, struct joined_subsets);

	for (size_t i = 0; i < n; i++) {
		out->partial |= rules[i]->partial;
		for (size_t k = 0; k < rules[i]->n_subsets; k++) {
			const struct subset *s = &rules[i]->subsets[k];
			void **at;

			/* Of several of one name in a rule the first counts. */
			if (destinationrule_subset(rules[i], s->name) != s)
				continue;
			at = map_at(arena, &out->by_name, s->name, NULL, NULL);
			if (!*at)
				*at = arena_new(arena, struct subset_list);
			vec_push(arena, &((struct subset_list *)*at)->list, s);
		}
	}
	return out;
}

struct tally {
	const struct destinationrule *rules[2];
	unsigned joined, apart;
};

static void count_order(void *context, const unsigned *order, size_t n)
{
	struct tally *t = context;
	struct heap heaps[2];

	if (joining_play(t->rules, order, n, heaps) == 1)
		t->joined++;
	else
		t->apart++;
}

static bool is_home_alone(const struct exports *e)
{
	return e->scope == EXPORT_SOME && e->own && e->n == 0;
}

/* Rules that stay in their namespace are for its sidecars, which have to know the host, and for its gateways. */
static bool is_used(const struct mesh *m, const struct destinationrule *a, const struct destinationrule *b)
{
	struct workloads all;

	if (!a->host || !is_home_alone(a->exports) || !is_home_alone(b->exports) || mesh_imports(m, a->resource->ns, a->host) == YES)
		return true;
	all = mesh_workloads_in(m, a->resource->ns);
	for (size_t i = 0; i < all.n; i++)
		if (workload_is_gateway(all.at[i]))
			return true;
	return false;
}

enum joining destinationrules_join(const struct mesh *m, const struct destinationrule *a,
	const struct destinationrule *b)
{
	struct tally t = {.rules = {a, b}};

	if (a == b || a->resource->ns != b->resource->ns || a->host != b->host || are_twins(m, a, b) || !is_used(m, a, b))
		return JOINING_NO;
	joining_orders(m, t.rules, 2, count_order, &t);
	if (!t.apart)
		return JOINING_YES;
	if (t.joined)
		return JOINING_BY_ORDER;
	if (!a->selector != !b->selector || !labels_equal(a, b))
		return JOINING_SELECTED;
	return export_overlaps(a->exports, b->exports) == NO ? JOINING_NO : JOINING_APART;
}
