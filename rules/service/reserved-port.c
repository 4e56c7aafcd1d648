/* An HTTP port of a Service that the sidecars of its clients listen on themselves. */
#include "rules/exposed.h"
#include "rules/reserved.h"

/* Does it lead to a workload with a sidecar, whose clients so have one too? Ports of gateways are asked for health by who is not in the mesh. */
static bool leads_to_sidecars(struct pass *p, const struct service *s)
{
	struct selection all = service_workloads(pass_mesh(p), s, pass_scratch(p));

	for (size_t i = 0; i < all.n_sure; i++)
		if (all.at[i]->dataplane == DATAPLANE_SIDECAR && !workload_is_gateway(all.at[i]))
			return true;
	return false;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct service *s = exposed_service(p, r);

	for (uint32_t i = 0; s && i < s->n_ports; i++) {
		const struct port *port = &s->ports[i];
		const char *use = protocol_is_http(port->protocol) ? reserved_use(port->number) : NULL;

		if (use && leads_to_sidecars(p, s))
			pass_report(p, r, port->node, "port %u is the sidecars' own port for %s, so istiod makes no listener for this HTTP port", port->number, use);
	}
}

extern const struct page page_service_reserved_port;

const struct rule rule_service_reserved_port = {
	.notice = {
		.code     = "SV004",
		.name     = "service-reserved-port",
		.summary  = "HTTP port that sidecars listen on themselves",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_service_reserved_port,
	},
	.subject = KIND_SERVICE,
	.visit   = visit,
};
