/* Two Telemetry resources select one workload. */
#include "rules/selectors.h"

static void survey(struct pass *p, const struct mesh *m)
{
	selectors_survey(p, m, KIND_TELEMETRY);
}

extern const struct page page_telemetry_conflicting_selector;

const struct rule rule_telemetry_conflicting_selector = {
	.notice = {
		.code     = "TM002",
		.name     = "telemetry-conflicting-selector",
		.summary  = "Several Telemetry resources for one workload",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0159",
		.category = "telemetry",
		.page     = &page_telemetry_conflicting_selector,
	},
	.reads   = KIND_BIT(KIND_TELEMETRY) | KIND_BIT(KIND_DEPLOYMENT)
		| KIND_BIT(KIND_POD) | KIND_BIT(KIND_WORKLOAD_ENTRY),
	.survey  = survey,
};
