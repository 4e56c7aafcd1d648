/* A VirtualService host is on none of its Gateways. */
#include "lint/rule.h"
#include "mesh/gateway.h"
#include "mesh/virtualservice.h"

static void judge(struct pass *p, const struct virtualservice *vs, const struct vs_host *h)
{
	const struct mesh *m = pass_mesh(p);
	const struct gateway *g;

	for (size_t i = 0; i < vs->n_gateways; i++)
		if (mesh_gateway(m, &vs->gateways[i], &g) != YES || !g
				|| gateway_admits(g, vs->resource->ns, h->host) != NO)
			return;
	if (vs->n_gateways == 1)
		pass_report(p, vs->resource, h->node, "no server of Gateway \"%s\" serves the host \"%s\"",
			vs->gateways[0].text->text, h->text->text);
	else
		pass_report(p, vs->resource, h->node, "none of the %zu Gateways serves the host \"%s\"",
			vs->n_gateways, h->text->text);
	for (size_t i = 0; i < vs->n_gateways; i++)
		if (mesh_gateway(m, &vs->gateways[i], &g) == YES && g->n && g->servers[0].n_hosts)
			pass_note(p, g->resource, g->servers[0].hosts[0].node, "what the Gateway serves");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	/* Where sidecars use it too, a host may be meant for them alone. */
	if (!vs || vs->mesh || !vs->bound)
		return;
	for (size_t i = 0; i < vs->n_hosts; i++)
		judge(p, vs, &vs->hosts[i]);
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
	.reads   = KIND_BIT(KIND_VIRTUAL_SERVICE) | KIND_BIT(KIND_GATEWAY) | KIND_BIT(KIND_K8S_GATEWAY),
	.visit   = visit,
};
