/* portLevelMtls names the port of a Service instead of the container's. */
#include "lint/rule.h"
#include "rules/exposed.h"
#include "world/peerauthentication.h"

static void judge(struct pass *p, const struct peerauthentication *pa, const struct peer_port *port,
	const struct selection *s)
{
	struct front front;

	if (!port_is_front(p, s, port->port, &front))
		return;
	pass_report_key(p, pa->resource, port->node, "%lld is the port of Service \"%s\"; the workload's own port is %u",
		(long long)port->port, front.service->name->text, front.target);
	pass_note(p, front.service->resource, front.port->node, "the Service's port");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct peerauthentication *pa = peerauthentication_of(pass_mesh(p), r);
	struct selection s;

	if (!pa || pa->level != PEER_WORKLOAD || pa->inert || !pa->n_ports)
		return;
	s = mesh_select(pass_mesh(p), r->ns, pa->selector, pass_scratch(p));
	for (size_t i = 0; i < pa->n_ports; i++)
		judge(p, pa, &pa->ports[i], &s);
}

extern const struct page page_peerauthentication_service_port;

const struct rule rule_peerauthentication_service_port = {
	.notice = {
		.code     = "PA004",
		.name     = "peerauthentication-service-port",
		.summary  = "portLevelMtls for the port of a Service instead of the container's",
		.severity = SEVERITY_WARNING,
		.category = "security",
		.page     = &page_peerauthentication_service_port,
	},
	.subject = KIND_PEER_AUTHENTICATION,
	.visit   = visit,
};
