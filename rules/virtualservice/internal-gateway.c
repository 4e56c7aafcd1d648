/* A VirtualService names a Gateway that istiod makes for itself. */
#include "lint/rule.h"
#include "world/virtualservice.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && i < vs->n_gateways; i++) {
		const struct gateway_ref *ref = &vs->gateways[i];

		if (gateway_is_internal(ref))
			pass_report(p, r, ref->node, "\"%s\" is an internal name that istiod generates for a listener of a Gateway API Gateway",
				ref->text->text);
	}
}

extern const struct page page_virtualservice_internal_gateway;

const struct rule rule_virtualservice_internal_gateway = {
	.notice = {
		.code     = "VS023",
		.name     = "virtualservice-internal-gateway",
		.summary  = "VirtualService names an internal Gateway of istiod",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0165",
		.category = "routing",
		.page     = &page_virtualservice_internal_gateway,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
