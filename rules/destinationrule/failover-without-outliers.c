/* Failover that never happens, for nothing notices that endpoints fail. */
#include "rules/parts.h"

#include "keys.h"

static void judge(struct pass *p, const struct resource *dr, const struct node *policy, uint32_t key)
{
	static const uint32_t fields[] = { KEY_failover, KEY_failoverPriority };
	const struct node *at = part_first_set(node_at(policy, KEY_loadBalancer, key, 0), fields, 2);

	if (at && (!node_has(policy, KEY_outlierDetection) || node_is_null(node_get(policy, KEY_outlierDetection))))
		pass_report_key(p, dr, at, "%s has no effect without outlierDetection", at->key->text);
}

/* In subsets and port levels istiod loses the warning. */
static void visit(struct pass *p, const struct resource *dr)
{
	const struct node *policy = node_get(dr->spec, KEY_trafficPolicy);

	judge(p, dr, policy, KEY_localityLbSetting);
	judge(p, dr, policy, KEY_zoneAwareLbSetting);
}

extern const struct page page_destinationrule_failover_without_outliers;

const struct rule rule_destinationrule_failover_without_outliers = {
	.notice = {
		.code     = "IV036",
		.name     = "destinationrule-failover-without-outliers",
		.summary  = "Failover between localities is set up without outlierDetection",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0133",
		.former   = "validation-failover-without-outliers",
		.category = "validation",
		.page     = &page_destinationrule_failover_without_outliers,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
