/* A VirtualService is bound to a Gateway that does not exist. */
#include <string.h>

#include "lint/rule.h"
#include "rules/gateways.h"
#include "world/virtualservice.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);
	bool refuses = true; /* names of a bad form: up to the first one without a namespace */

	for (size_t i = 0; vs && i < vs->n_gateways; i++) {
		const struct gateway_ref *ref = &vs->gateways[i];

		if (!refuses || gateway_form(ref->text) == GATEWAY_FORM_FINE)
			gateway_report_unknown(p, r, ref);
		refuses &= memchr(ref->text->text, '/', ref->text->len) != NULL;
	}
}

extern const struct page page_virtualservice_unknown_gateway;

const struct rule rule_virtualservice_unknown_gateway = {
	.notice = {
		.code     = "VS004",
		.name     = "virtualservice-unknown-gateway",
		.summary  = "VirtualService names a Gateway that does not exist",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0101 IST0132 KIA1102",
		.category = "routing",
		.fixable  = true,
		.page     = &page_virtualservice_unknown_gateway,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
