/* A VirtualService is not exported to the pods of its Gateway. */
#include "lint/rule.h"
#include "world/gateway.h"
#include "world/virtualservice.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);
	const struct gateway *g;

	for (size_t i = 0; vs && vs->exports->scope == EXPORT_SOME && i < vs->n_gateways; i++) {
		const struct gateway_ref *ref = &vs->gateways[i];

		if (ref->mesh || mesh_gateway(pass_mesh(p), ref, &g) != YES || !g || !g->n_ns || resource_together(r, g->resource) != YES
				|| virtualservice_reaches(pass_mesh(p), vs, g, pass_scratch(p)) != NO)
			continue;
		pass_report(p, r, vs->exports->at, "not exported to the pods of Gateway \"%s\": they get none of these routes", ref->text->text);
		pass_note(p, g->resource, g->selector, "its pods are in namespace \"%s\"", g->ns[0]->text);
	}
}

extern const struct page page_virtualservice_hidden_from_gateway;

const struct rule rule_virtualservice_hidden_from_gateway = {
	.notice = {
		.code     = "VS036",
		.name     = "virtualservice-hidden-from-gateway",
		.summary  = "VirtualService that is not exported to the pods of its Gateway",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_hidden_from_gateway,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
