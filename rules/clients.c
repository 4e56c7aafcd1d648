/* Going through the clients of a route. */
#include "rules/clients.h"

#include "world/gateway.h"
#include "world/workload.h"

static bool is_client(const struct clients *c, const struct str *ns)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->ns[i] == ns)
			return true;
	return false;
}

static const struct str *gateway_without(struct pass *p, const struct destination *d,
	const struct clients *clients, const struct lack *lack)
{
	for (size_t i = 0; i < d->vs->n_gateways; i++) {
		const struct gateway *g;

		if (d->vs->gateways[i].mesh || mesh_gateway(pass_mesh(p), &d->vs->gateways[i], &g) != YES || !g)
			continue;
		for (size_t k = 0; k < g->n_ns; k++)
			if (is_client(clients, g->ns[k]) && lack->holds(p, d, g->ns[k], lack->context))
				return g->ns[k];
	}
	return NULL;
}

const struct str *client_without(struct pass *p, const struct destination *d, const struct lack *lack)
{
	struct clients clients;
	const struct str *ns;

	destination_clients(pass_mesh(p), d, pass_scratch(p), &clients);
	ns = gateway_without(p, d, &clients, lack);
	if (ns)
		return ns;
	if (lack->likely && is_client(&clients, lack->likely) && !lack->holds(p, d, lack->likely, lack->context))
		return NULL;
	for (size_t i = clients.n; i-- > 0;)
		if (!lack->holds(p, d, clients.ns[i], lack->context))
			return NULL;
	return clients.n ? clients.ns[0] : NULL;
}

const struct str *client_at_home(struct pass *p, const struct destination *d)
{
	const struct mesh *m = pass_mesh(p);
	const struct str *home = d->vs->resource->ns;
	struct clients clients;

	/* A namespace without workloads, beside others that have some, holds configuration for those. */
	if (mesh_workloads(m).n && !mesh_workloads_in(m, home).n)
		return NULL;
	destination_clients(m, d, pass_scratch(p), &clients);
	return !clients.n || is_client(&clients, home) ? home : NULL;
}
