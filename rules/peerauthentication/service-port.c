/* portLevelMtls names the port of a Service instead of the container's. */
#include "lint/rule.h"
#include "mesh/peerauthentication.h"
#include "mesh/service.h"
#include "mesh/workload.h"

/* What a port number is to the Services of some workloads. */
struct seen {
	const struct port *front;  /* a Service port of this number that leads elsewhere */
	const struct service *service;
	uint32_t target;           /* where it leads */
	bool leads;                /* a Service port leads to this number, or may */
};

static void look(struct pass *p, const struct workload *w, int64_t number, struct seen *seen)
{
	struct services all = workload_services(pass_mesh(p), w, pass_scratch(p));

	for (uint32_t i = 0; i < w->n_ports; i++)
		seen->leads |= w->ports[i].number == number;
	for (size_t i = 0; i < all.n; i++)
		for (uint32_t k = 0; k < all.at[i]->n_ports; k++) {
			const struct port *port = &all.at[i]->ports[k];
			uint32_t target;

			if (port_target(port, w, &target) != YES || target == number) {
				seen->leads = true;
			} else if (port->number == number) {
				seen->front = port;
				seen->service = all.at[i];
				seen->target = target;
			}
		}
}

static void judge(struct pass *p, const struct peerauthentication *pa, const struct peer_port *port,
	const struct selection *s)
{
	struct seen seen = { NULL, NULL, 0, false };

	for (size_t i = 0; i < s->n; i++)
		look(p, s->at[i], port->port, &seen);
	if (!seen.front || seen.leads)
		return;
	pass_report_key(p, pa->resource, port->node, "%lld is the port of Service \"%s\"; the workload's own port is %u",
		(long long)port->port, seen.service->name->text, seen.target);
	pass_note(p, seen.service->resource, seen.front->node, "the Service's port");
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
	.reads   = KIND_BIT(KIND_PEER_AUTHENTICATION) | KIND_BIT(KIND_DEPLOYMENT)
		| KIND_BIT(KIND_POD) | KIND_BIT(KIND_WORKLOAD_ENTRY) | KIND_BIT(KIND_SERVICE),
	.visit   = visit,
};
