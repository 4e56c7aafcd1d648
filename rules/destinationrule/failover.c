/* Failover between regions that names no regions, or is set up twice. */
#include "rules/parts.h"

#include <string.h>

#include "keys.h"

static void judge_failover(struct pass *p, const struct resource *dr, const struct node *setting)
{
	for (const struct node *n = node_first(node_get(setting, KEY_failover)); n; n = node_next(n)) {
		const struct str *from = node_get_text(n, KEY_from), *to = node_get_text(n, KEY_to);
		const struct node *odd = from && strpbrk(from->text, "/*") ? node_get(n, KEY_from)
			: to && strpbrk(to->text, "/*") ? node_get(n, KEY_to) : NULL;

		if (from == to && (from || !(node_has(n, KEY_from) || node_has(n, KEY_to))))
			pass_report_key(p, dr, to ? node_get(n, KEY_to) : n, "failover goes from \"%s\" to itself", from ? from->text : "");
		else if (odd)
			pass_report(p, dr, odd, "failover is between regions; \"%s\" is more than the name of one", node_text(odd)->text);
	}
}

/* The first of failoverPriority that is about regions or zones, or NULL. */
static const struct node *topology(const struct node *setting)
{
	for (const struct node *n = node_first(node_get(setting, KEY_failoverPriority)); n; n = node_next(n)) {
		const struct str *text = node_text(n);

		if (str_is(text, "topology.kubernetes.io/region") || str_is(text, "topology.kubernetes.io/zone")
				|| str_is(text, "topology.istio.io/subzone"))
			return n;
	}
	return NULL;
}

static void judge(struct pass *p, const struct resource *dr, struct traffic_policy policy)
{
	const struct node *balancer = node_get(policy.node, KEY_loadBalancer);
	const struct node *setting = node_get(balancer, KEY_localityLbSetting), *zones = node_get(balancer, KEY_zoneAwareLbSetting);
	const struct node *label = topology(setting), *zone_label = topology(zones);

	if (zone_label)
		pass_report(p, dr, zone_label, "failoverPriority must not have \"%s\" together with zoneAwareLbSetting", node_text(zone_label)->text);
	judge_failover(p, dr, zones);
	if (part_is_set(setting, KEY_failover) && part_is_set(setting, KEY_distribute))
		return;
	if (part_is_set(setting, KEY_failover) && label)
		pass_report(p, dr, label, "failoverPriority must not have \"%s\" together with failover", node_text(label)->text);
	else
		judge_failover(p, dr, setting);
}

static void visit(struct pass *p, const struct resource *dr)
{
	policies_each(p, dr, judge);
}

extern const struct page page_destinationrule_failover;

const struct rule rule_destinationrule_failover = {
	.notice = {
		.code     = "IV053",
		.name     = "destinationrule-failover",
		.summary  = "Failover between regions is set up in a way that istiod rejects",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-failover",
		.category = "validation",
		.page     = &page_destinationrule_failover,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
