/* The workloadSelector of an EnvoyFilter matches no workload. */
#include "rules/selectors.h"

static void visit(struct pass *p, const struct resource *r)
{
	selector_report_idle(p, r);
}

extern const struct page page_envoyfilter_selector_without_workload;

const struct rule rule_envoyfilter_selector_without_workload = {
	.notice = {
		.code     = "EF008",
		.name     = "envoyfilter-selector-without-workload",
		.summary  = "EnvoyFilter that selects no workload",
		.severity = SEVERITY_WARNING,
		.category = "extension",
		.page     = &page_envoyfilter_selector_without_workload,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
