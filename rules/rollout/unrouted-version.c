/* The route that a Rollout changes does not lead to both of its versions. */
#include <string.h>

#include "keys.h"
#include "rules/rollouts.h"
#include "world/destinationrule.h"

/* Does the route lead to the Service (what is before the first dot of the host is its name), or to the subset? YES where not all is known. */
static bool leads_to(const struct node *rule, const struct str *name, bool subset)
{
	const struct node *route = node_get(rule, KEY_route);
	uint32_t n = 0;

	for (const struct node *d = node_first(route); d; d = node_next(d), n++) {
		const struct node *to = node_get(d, KEY_destination);
		const struct str *text = node_get_text(to, subset ? KEY_subset : KEY_host);

		if (!to || text == name || (!subset && str_starts(text, name->text) && text->text[name->len] == '.'))
			return true;
	}
	return !route || n != route->n;
}

static void judge_route(struct pass *p, const struct rollout_route *route, const struct node *rule, const struct node *at, bool subset)
{
	const struct str *name = node_text(at);

	if (!name || !name->len || leads_to(rule, name, subset))
		return;
	pass_report(p, route->rollout, at, subset ? "the route of VirtualService \"%s\" that the Rollout changes does not lead to subset \"%s\""
		: "the route of VirtualService \"%s\" that the Rollout changes does not lead to Service \"%s\"", route->name->text, name->text);
	pass_note(p, route->found, rule, "the route");
}

/* By a DestinationRule the versions are subsets, else they are Services. Subsets that it does not define are said elsewhere. */
static void judge_versions(struct pass *p, const struct rollout_route *route, const struct node *rule)
{
	const struct node *by = node_get(rollout_istio(route->rollout), KEY_destinationRule), *canary = rollout_canary(route->rollout);
	const struct resource *found = rollout_rule(p, route->rollout);
	const struct destinationrule *defines = found ? destinationrule_of(pass_mesh(p), found) : NULL;
	const uint32_t subsets[] = { KEY_canarySubsetName, KEY_stableSubsetName }, services[] = { KEY_canaryService, KEY_stableService };

	for (size_t i = 0; i < 2; i++) {
		const struct node *subset = node_get(by, subsets[i]);

		if (!node_has(rollout_istio(route->rollout), KEY_destinationRule))
			judge_route(p, route, rule, node_get(canary, services[i]), false);
		else if (!defines || destinationrule_subset(defines, node_text(subset)))
			judge_route(p, route, rule, subset, true);
	}
}

/* Of HTTP rules of one name the first is meant; rules for TLS and TCP are all. */
static void judge_picked(struct pass *p, const struct rollout_rules *rules, const struct node *pick)
{
	for (const struct node *rule = node_first(rules->all); rule; rule = node_next(rule)) {
		if (rollout_picks(rules, pick, rule) != YES)
			continue;
		judge_versions(p, rules->route, rule);
		if (rules->kind == ROUTE_HTTP)
			return;
	}
}

static void judge_rules(struct pass *p, const struct rollout_rules *rules)
{
	if (rules->picks_none && rules->all->n == 1)
		judge_versions(p, rules->route, node_first(rules->all));
	for (const struct node *n = node_first(rules->picks); n; n = node_next(n))
		judge_picked(p, rules, n);
}

static void judge(struct pass *p, const struct rollout_route *route)
{
	rollout_rules_each(p, route, judge_rules);
}

static void visit(struct pass *p, const struct resource *r)
{
	rollout_routes_each(p, r, judge);
}

extern const struct page page_rollout_unrouted_version;

const struct rule rule_rollout_unrouted_version = {
	.notice = {
		.code     = "RO004",
		.name     = "rollout-unrouted-version",
		.summary  = "Rollout whose route does not lead to both of its versions",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_rollout_unrouted_version,
	},
	.subject = KIND_ROLLOUT,
	.visit   = visit,
};
