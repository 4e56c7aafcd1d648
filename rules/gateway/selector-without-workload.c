/* The selector of a Gateway matches no workload. */
#include "lint/rule.h"
#include "rules/gateways.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct gateway *g = gateway_of(pass_mesh(p), r);

	if (!g || !gateway_is_plain(g) || gateway_is_stock(pass_mesh(p), g))
		return;
	if (gateway_workloads(pass_mesh(p), g, pass_scratch(p)).truth == NO)
		pass_report(p, r, g->selector, "no workload has these labels, so no proxy serves this Gateway");
}

extern const struct page page_gateway_selector_without_workload;

const struct rule rule_gateway_selector_without_workload = {
	.notice = {
		.code     = "GW001",
		.name     = "gateway-selector-without-workload",
		.summary  = "Gateway that selects no workload",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0101 KIA0302",
		.category = "routing",
		.page     = &page_gateway_selector_without_workload,
	},
	.subject = KIND_GATEWAY,
	.visit   = visit,
};
