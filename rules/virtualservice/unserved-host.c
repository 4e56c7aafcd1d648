/* A VirtualService host is on none of its Gateways. */
#include "lint/rule.h"
#include "world/gateway.h"
#include "world/virtualservice.h"

#define MOST_SHOWN 12 /* Gateways whose servers a finding shows */

/* What its Gateways serve, where these are many: put together once for all its hosts. */
static const struct host_set *served_by_many(struct pass *p, const struct virtualservice *vs)
{
	struct host_set *set = arena_new(pass_scratch(p), struct host_set);
	const struct mesh *m = pass_mesh(p);
	const struct gateway *g;

	for (size_t i = 0; i < vs->n_gateways; i++) {
		mesh_gateway(m, &vs->gateways[i], &g);
		for (; g; g = g->twin)
			for (size_t k = 0; k < g->n; k++)
				for (size_t h = 0; h < g->servers[k].n_hosts; h++)
					host_set_add(m, pass_scratch(p), set, g->servers[k].hosts[h].ns, g->servers[k].hosts[h].host);
	}
	host_set_finish(set);
	return set;
}

/* May a Gateway serve hosts that are not written? */
static bool is_blurred(const struct gateway *g)
{
	for (; g; g = g->twin) {
		if (g->partial)
			return true;
		for (size_t i = 0; i < g->n; i++)
			if (g->servers[i].garbled)
				return true;
	}
	return false;
}

/* Are all its Gateways known, with all that they serve? */
static bool are_known(const struct mesh *m, const struct virtualservice *vs)
{
	const struct gateway *g;

	for (size_t i = 0; i < vs->n_gateways; i++)
		if (mesh_gateway(m, &vs->gateways[i], &g) != YES || !g || is_blurred(g))
			return false;
	return true;
}

static bool is_served(struct pass *p, const struct virtualservice *vs, const struct vs_host *h, const struct host_set *all)
{
	const struct mesh *m = pass_mesh(p);
	const struct gateway *g;

	if (all && host_set_can_tell(all, vs->resource->ns, h->host))
		return host_set_meets(m, all, vs->resource->ns, h->host) != NO;
	for (size_t i = 0; i < vs->n_gateways; i++) {
		mesh_gateway(m, &vs->gateways[i], &g);
		if (gateway_admits(m, g, vs->resource->ns, h->host) != NO)
			return true;
	}
	return false;
}

static void report(struct pass *p, const struct virtualservice *vs, const struct vs_host *h)
{
	const struct mesh *m = pass_mesh(p);
	const struct gateway *g;

	if (vs->n_gateways == 1)
		pass_report(p, vs->resource, h->node, "no server of Gateway \"%s\" serves the host \"%s\"",
			vs->gateways[0].text->text, h->text->text);
	else
		pass_report(p, vs->resource, h->node, "none of the %zu Gateways serves the host \"%s\"",
			vs->n_gateways, h->text->text);
	for (size_t i = 0; i < vs->n_gateways && i < MOST_SHOWN; i++)
		if (mesh_gateway(m, &vs->gateways[i], &g) == YES && g->n && g->servers[0].n_hosts)
			pass_note(p, g->resource, g->servers[0].hosts[0].node, "what the Gateway serves");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);
	const struct host_set *all = NULL;

	/* Where sidecars use it too, a host may be meant for them alone. */
	if (!vs || vs->mesh || !vs->bound || !are_known(pass_mesh(p), vs))
		return;
	if (vs->n_gateways > MOST_SHOWN && vs->n_hosts > MOST_SHOWN)
		all = served_by_many(p, vs);
	for (size_t i = 0; i < vs->n_hosts; i++)
		if (!is_served(p, vs, &vs->hosts[i], all))
			report(p, vs, &vs->hosts[i]);
}

extern const struct page page_virtualservice_unserved_host;

const struct rule rule_virtualservice_unserved_host = {
	.notice = {
		.code     = "VS007",
		.name     = "virtualservice-unserved-host",
		.summary  = "VirtualService host that none of its Gateways serves",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0132",
		.category = "routing",
		.page     = &page_virtualservice_unserved_host,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
