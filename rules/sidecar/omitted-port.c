/* The ingress listeners of a Sidecar leave out a port that a Service leads to. */
#include "keys.h"
#include "rules/selectors.h"
#include "world/service.h"
#include "world/workload.h"

#define MANY_SIDECARS 16   /* in one namespace: of those each is held against */
#define MOST_WORKLOADS 64  /* so many workloads only, which mostly are alike */

/* Is there a listener for it? Where the port of one is not known it may be that. */
static bool is_listed(const struct node *ingress, uint32_t port)
{
	for (const struct node *n = node_first(ingress); n; n = node_next(n)) {
		int64_t number;

		if (!node_get_int(node_get(n, KEY_port), KEY_number, &number) || number == port)
			return true;
	}
	return false;
}

/* The first port that is left out of those that Services lead to. */
static bool judge(struct pass *p, const struct resource *r, const struct node *ingress, const struct workload *w)
{
	struct services all = workload_services(pass_mesh(p), w, pass_scratch(p));

	for (size_t i = 0; i < all.n; i++) {
		const struct service *s = all.at[i];

		for (uint32_t k = 0; k < s->n_ports; k++) {
			const struct port *port = &s->ports[k];
			uint32_t target;

			if (s->partial || port->protocol == PROTOCOL_UDP || port_target(port, w, &target) != YES || !target || is_listed(ingress, target))
				continue;
			pass_report(p, r, ingress, "no listener for port %u of \"%s\": requests to it pass the sidecar as plain bytes", target, w->name->text);
			pass_note(p, s->resource, port->node, "this port leads there");
			return true;
		}
	}
	return false;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *ingress = node_get(r->spec, KEY_ingress);
	struct selection on;

	if (!node_first(ingress) || r->partial || r->patched)
		return;
	on = mesh_select(pass_mesh(p), r->ns, policy_labels(r), pass_scratch(p));
	if (on.n_sure > MOST_WORKLOADS && mesh_in(pass_mesh(p), KIND_SIDECAR, r->ns).n > MANY_SIDECARS)
		on.n_sure = MOST_WORKLOADS;
	for (size_t i = 0; i < on.n_sure; i++)
		if (!on.at[i]->vm && !workload_is_gateway(on.at[i]) && mesh_captured(pass_mesh(p), on.at[i]) != NO && judge(p, r, ingress, on.at[i]))
			return;
}

extern const struct page page_sidecar_omitted_port;

const struct rule rule_sidecar_omitted_port = {
	.notice = {
		.code     = "SC006",
		.name     = "sidecar-omitted-port",
		.summary  = "Sidecar whose ingress leaves out a port that a Service leads to",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_sidecar_omitted_port,
	},
	.subject = KIND_SIDECAR,
	.visit   = visit,
};
