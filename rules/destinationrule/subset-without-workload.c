/* A route leads to a subset whose labels are on no workload of the service. */
#include "rules/lost.h"

static void survey(struct pass *p, const struct mesh *m)
{
	lost_subsets_report(p, m, true);
}

extern const struct page page_destinationrule_subset_without_workload;

const struct rule rule_destinationrule_subset_without_workload = {
	.notice = {
		.code     = "DR005",
		.name     = "destinationrule-subset-without-workload",
		.summary  = "Route leads to a subset whose labels no workload has",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0173 KIA0203",
		.category = "routing",
		.page     = &page_destinationrule_subset_without_workload,
	},
	.reads   = KIND_BIT(KIND_DESTINATION_RULE) | KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_VIRTUAL_SERVICE)
		| KIND_BIT(KIND_SERVICE_ENTRY) | KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_POD) | KIND_BIT(KIND_WORKLOAD_ENTRY),
	.survey  = survey,
};
