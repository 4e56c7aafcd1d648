/* The Sidecars in force at the workloads of a namespace. */
#include "rules/importers.h"

#include "base/vec.h"
#include "world/sidecar.h"
#include "world/workload.h"

#define MOST_SIDECARS 16 /* of a namespace; where there are more, nothing is known */

struct gathering {
	VEC(const struct resource *) list;
};

static bool enter(struct pass *p, struct gathering *g, const struct resource *sidecar)
{
	for (size_t i = 0; i < g->list.n; i++)
		if (g->list.at[i] == sidecar)
			return true;
	vec_push(pass_scratch(p), &g->list, sidecar);
	return g->list.n <= MOST_SIDECARS;
}

struct importers namespace_importers(struct pass *p, const struct str *ns, const struct node *labels)
{
	struct workloads all = mesh_workloads_in(pass_mesh(p), ns);
	struct importers out = { .known = true };
	struct gathering g = { { NULL, 0, 0 } };
	bool any = false;

	for (size_t i = 0; i < all.n && out.known; i++) {
		enum truth injected = mesh_injected(pass_mesh(p), all.at[i]);
		struct sidecars found;

		if ((labels && workload_matches(all.at[i], labels) == NO) || all.at[i]->dataplane == DATAPLANE_NONE)
			continue;
		if (workload_is_gateway(all.at[i])) {
			out.gateways = true;
			continue;
		}
		found = workload_sidecars(pass_mesh(p), all.at[i], pass_scratch(p));
		out.known = found.n == 1 && found.at[0] && enter(p, &g, found.at[0]);
		any |= injected == YES;
	}
	out.known &= any;
	out.at = g.list.at;
	out.n = g.list.n;
	return out;
}

const struct importers *namespace_importers_kept(struct pass *p, struct map *known, const struct str *ns)
{
	void **slot = map_at(pass_scratch(p), known, ns, NULL, NULL);

	if (!*slot) {
		struct importers *made = arena_new(pass_scratch(p), struct importers);

		*made = namespace_importers(p, ns, NULL);
		*slot = made;
	}
	return *slot;
}

const struct service *destinationrule_service_elsewhere(struct pass *p, const struct destinationrule *rule)
{
	const struct str *ns = rule->resource->ns;
	struct host_answer a = mesh_host(pass_mesh(p), NULL, rule->host, pass_scratch(p));

	if (a.truth != YES || a.why != HOST_EXACT)
		return NULL;
	for (size_t i = 0; i < a.seen.n; i++)
		if (ns_same(a.seen.at[i]->ns, ns) != NO)
			return NULL;
	return a.seen.at[0];
}
