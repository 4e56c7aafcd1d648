/* Names of Gateways that are no DNS label. */
#include "rules/parts.h"

#include "keys.h"
#include "type/text.h"

static void visit(struct pass *p, const struct resource *gateway)
{
	const struct str *kind = resource_annotation(gateway, "internal.istio.io/gateway-semantics");

	if (gateway->name->len && !text_is_dns_label(gateway->name->text, gateway->name->len) && !(kind && str_is(kind, "gateway")))
		pass_report(p, gateway, node_get(gateway->metadata, KEY_name),
			"the Gateway is named \"%s\"; the name must have no dots and at most 63 characters", gateway->name->text);
}

extern const struct page page_gateway_name;

const struct rule rule_gateway_name = {
	.notice = {
		.code     = "IV030",
		.name     = "gateway-name",
		.summary  = "The name of a Gateway has dots",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-gateway-name",
		.category = "validation",
		.page     = &page_gateway_name,
	},
	.subject = KIND_GATEWAY,
	.visit   = visit,
};
