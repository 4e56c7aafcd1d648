/* The same of subsets that no route names: no request goes there yet. */
#include "rules/lost.h"

static void survey(struct pass *p, const struct mesh *m)
{
	lost_subsets_report(p, m, false);
}

extern const struct page page_destinationrule_idle_subset_without_workload;

const struct rule rule_destinationrule_idle_subset_without_workload = {
	.notice = {
		.code     = "DR012",
		.name     = "destinationrule-idle-subset-without-workload",
		.summary  = "Subset that no route names and whose labels no workload has",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0173 KIA0203",
		.category = "routing",
		.page     = &page_destinationrule_idle_subset_without_workload,
	},
	.reads   = KIND_BIT(KIND_DESTINATION_RULE) | KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_VIRTUAL_SERVICE)
		| KIND_BIT(KIND_SERVICE_ENTRY) | KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_POD) | KIND_BIT(KIND_WORKLOAD_ENTRY),
	.survey  = survey,
};
