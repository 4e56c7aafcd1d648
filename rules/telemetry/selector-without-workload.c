/* The selector of a Telemetry matches no workload. */
#include "rules/selectors.h"

static void visit(struct pass *p, const struct resource *r)
{
	selector_report_idle(p, r);
}

extern const struct page page_telemetry_selector_without_workload;

const struct rule rule_telemetry_selector_without_workload = {
	.notice = {
		.code     = "TM003",
		.name     = "telemetry-selector-without-workload",
		.summary  = "Telemetry that selects no workload",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0101",
		.category = "telemetry",
		.page     = &page_telemetry_selector_without_workload,
	},
	.subject = KIND_TELEMETRY,
	.visit   = visit,
};
