/* Finds subsets without workloads. */
#include "rules/lost.h"

#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "world/service.h"
#include "world/virtualservice.h"
#include "world/workload.h"

struct lost {
	const struct resource *rule, *service;
	const struct str *host;
	const struct subset *subset;
};

struct search {
	struct pass *p;
	const struct mesh *m;
	struct map routed;           /* host, subset that a VirtualService names */
	VEC(struct lost) found;
	struct map keys;             /* of labels that were missed */
	struct map custom;           /* key, value that custom resources hold, of these keys */
};

/* Are the workloads behind all services of the host known, and none of them has the subset's labels? */
static bool selects_nothing(struct pass *p, const struct services *seen, const struct subset *s)
{
	for (size_t i = 0; i < seen->n; i++) {
		struct selection all = service_workloads(pass_mesh(p), seen->at[i], pass_scratch(p));

		if (all.truth == UNKNOWN || selection_narrow(pass_mesh(p), &all, s->labels, pass_scratch(p)).truth != NO)
			return false;
	}
	return seen->n > 0;
}

static void find_in(struct search *x, const struct resource *r, bool routed)
{
	const struct destinationrule *dr = destinationrule_of(x->m, r);
	struct host_answer a;

	if (!dr || !dr->host)
		return;
	a = mesh_host(x->m, NULL, dr->host, pass_scratch(x->p));
	if (a.truth != YES || a.why != HOST_EXACT)
		return;
	for (size_t i = 0; i < dr->n_subsets; i++) {
		const struct subset *s = &dr->subsets[i];

		if (!node_first(s->labels) || (map_get(&x->routed, dr->host, s->name, NULL) != NULL) != routed
				|| !selects_nothing(x->p, &a.seen, s))
			continue;
		vec_push(pass_scratch(x->p), &x->found, ((struct lost){ r, a.seen.at[0]->resource, dr->text, s }));
		for (const struct node *l = node_first(s->labels); l; l = node_next(l))
			*map_at(pass_scratch(x->p), &x->keys, l->key, NULL, NULL) = x;
	}
}

static void find_routed(struct search *x)
{
	size_t n;
	const struct virtualservice *all = mesh_virtualservices(x->m, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < all[i].n_destinations; j++) {
			const struct destination *d = &all[i].destinations[j];

			if (d->host && d->subset)
				*map_at(pass_scratch(x->p), &x->routed, d->host, d->subset, NULL) = x;
		}
}

/* What selects by labels puts none on pods. */
static bool is_selector(const struct node *n)
{
	return n->key && (str_ends(n->key, "elector") || str_is(n->key, "matchLabels"));
}

static void note_members(struct search *x, const struct node *n)
{
	for (const struct node *c = node_children(n); c; c = c->next) {
		if (is_selector(c))
			continue;
		if (c->key && node_text(c) && map_get(&x->keys, c->key, NULL, NULL))
			*map_at(pass_scratch(x->p), &x->custom, c->key, node_text(c), NULL) = x;
		note_members(x, c);
	}
}

static bool may_be_put(const struct search *x, const struct subset *s)
{
	for (const struct node *l = node_first(s->labels); l; l = node_next(l))
		if (node_text(l) && map_get(&x->custom, l->key, node_text(l), NULL))
			return true;
	return false;
}

void lost_subsets_report(struct pass *p, const struct mesh *m, bool routed)
{
	struct search x = { .p = p, .m = m };
	struct resources rules = mesh_of(m, KIND_DESTINATION_RULE), others = mesh_of(m, KIND_OTHER);

	find_routed(&x);
	for (size_t i = 0; i < rules.n; i++)
		find_in(&x, rules.at[i], routed);
	for (size_t i = 0; x.found.n && i < others.n; i++)
		if (others.at[i]->spec && !group_is_kubernetes(others.at[i]->group))
			note_members(&x, others.at[i]->spec);
	for (size_t i = 0; i < x.found.n; i++) {
		const struct lost *l = &x.found.at[i];

		if (may_be_put(&x, l->subset))
			continue;
		if (routed)
			pass_report(p, l->rule, l->subset->labels, "no workload of \"%s\" has the labels of subset \"%s\"", l->host->text, l->subset->name->text);
		else
			pass_report(p, l->rule, l->subset->labels, "no workload of \"%s\" has the labels of subset \"%s\", which no route names",
				l->host->text, l->subset->name->text);
		pass_note(p, l->service, NULL, "the service");
	}
}
