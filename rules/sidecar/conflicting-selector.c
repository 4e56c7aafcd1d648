/* Two Sidecars select one workload. */
#include "rules/selectors.h"

static void survey(struct pass *p, const struct mesh *m)
{
	selectors_survey(p, m, KIND_SIDECAR);
}

extern const struct page page_sidecar_conflicting_selector;

const struct rule rule_sidecar_conflicting_selector = {
	.notice = {
		.code     = "SC002",
		.name     = "sidecar-conflicting-selector",
		.summary  = "Several Sidecars for one workload",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0110 KIA0003",
		.category = "routing",
		.page     = &page_sidecar_conflicting_selector,
	},
	.reads   = KIND_BIT(KIND_SIDECAR) | KIND_BIT(KIND_DEPLOYMENT)
		| KIND_BIT(KIND_POD) | KIND_BIT(KIND_WORKLOAD_ENTRY),
	.survey  = survey,
};
