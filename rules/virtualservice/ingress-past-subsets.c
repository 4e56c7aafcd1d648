/* A gateway sends requests past the subsets that the mesh routes a host to. */
#include "base/map.h"
#include "lint/rule.h"
#include "world/host.h"
#include "world/virtualservice.h"

/* A route of sidecars from this host to a subset of it: the destination, or NULL. */
static const struct destination *subset_route(const struct virtualservice *vs, const struct str *host)
{
	for (size_t i = 0; i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];

		if (d->kind == ROUTE_HTTP && d->role == DESTINATION_ROUTE && d->subset && d->host == host)
			return d;
	}
	return NULL;
}

static void judge(struct pass *p, const struct destination *d)
{
	const struct mesh *m = pass_mesh(p);
	struct virtualservices all = mesh_vs_group(m, pool_text(mesh_pool(m), "mesh"), host_lower(m, d->host));

	for (size_t i = 0; i < all.n; i++) {
		const struct virtualservice *vs = all.at[i];
		const struct destination *to = subset_route(vs, d->host);

		if (!to || resource_together(vs->resource, d->vs->resource) != YES)
			continue;
		pass_report(p, d->vs->resource, d->host_node,
			"requests from the gateway reach every version of \"%s\", because only sidecars use VirtualService \"%s\", which routes to subsets",
			d->text->text, vs->resource->name->text);
		pass_note(p, vs->resource, to->subset_node, "the route of sidecars");
		return;
	}
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);
	struct map said = { 0 };

	/* With mesh among the gateways a request may come by a sidecar first. */
	if (!vs || vs->mesh || !vs->bound || vs->delegate)
		return;
	for (size_t i = 0; i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];
		void **once = d->host ? map_at(pass_scratch(p), &said, d->host, NULL, NULL) : NULL;

		if (!once || *once || d->kind != ROUTE_HTTP || d->role != DESTINATION_ROUTE || d->subset)
			continue;
		*once = (void *)d;
		judge(p, d);
	}
}

extern const struct page page_virtualservice_ingress_past_subsets;

const struct rule rule_virtualservice_ingress_past_subsets = {
	.notice = {
		.code     = "VS024",
		.name     = "virtualservice-ingress-past-subsets",
		.summary  = "Gateway route to a host whose subsets only sidecars use",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0140",
		.category = "routing",
		.page     = &page_virtualservice_ingress_past_subsets,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
