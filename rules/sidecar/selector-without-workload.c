/* The selector of a Sidecar matches no workload. */
#include "rules/selectors.h"

static void visit(struct pass *p, const struct resource *r)
{
	selector_report_idle(p, r);
}

extern const struct page page_sidecar_selector_without_workload;

const struct rule rule_sidecar_selector_without_workload = {
	.notice = {
		.code     = "SC003",
		.name     = "sidecar-selector-without-workload",
		.summary  = "Sidecar that selects no workload",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0101 KIA0004",
		.category = "routing",
		.page     = &page_sidecar_selector_without_workload,
	},
	.subject = KIND_SIDECAR,
	.visit   = visit,
};
