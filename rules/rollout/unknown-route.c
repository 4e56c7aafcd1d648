/* A Rollout names a route that its VirtualService does not have, or none where there are several. */
#include "base/listing.h"
#include "keys.h"
#include "rules/rollouts.h"

static const char *const titles[N_ROUTE_KINDS] = { "HTTP", "TLS", "TCP" };
static const char *const fields[N_ROUTE_KINDS] = { "routes", "tlsRoutes", "tcpRoutes" };

static const char *names_of(struct pass *p, const struct node *http)
{
	struct listing names = { .n = 0 };

	for (const struct node *rule = node_first(http); rule; rule = node_next(rule))
		if (node_get_text(rule, KEY_name))
			listing_add(&names, arena_printf(pass_scratch(p), "\"%s\"", node_get_text(rule, KEY_name)->text));
	return names.n ? arena_printf(pass_scratch(p), ", only %s", listing_text(&names, pass_scratch(p))) : ": its routes have no names";
}

/* "whose only port is 443 and whose SNI hosts are "a" and "b"" */
static const char *what_picks(struct pass *p, const struct rollout_rules *rules, const struct node *pick)
{
	struct listing hosts = { .n = 0 };
	const char *port = "without port";
	int64_t number = 0;

	if (node_get_int(pick, KEY_port, &number) && number)
		port = arena_printf(pass_scratch(p), "whose only port is %lld", (long long)number);
	if (rules->kind != ROUTE_TLS)
		return port;
	for (const struct node *n = node_first(node_get(pick, KEY_sniHosts)); n; n = node_next(n))
		listing_add(&hosts, arena_printf(pass_scratch(p), "\"%s\"", node_text(n)->text));
	return arena_printf(pass_scratch(p), "%s and %s%s", port, hosts.n ? "whose SNI hosts are " : "without SNI hosts",
		hosts.n ? listing_text(&hosts, pass_scratch(p)) : "");
}

static bool picks_any(const struct rollout_rules *rules, const struct node *pick)
{
	for (const struct node *rule = node_first(rules->all); rule; rule = node_next(rule))
		if (rollout_picks(rules, pick, rule) != NO)
			return true;
	return false;
}

static void judge_rules(struct pass *p, const struct rollout_rules *rules)
{
	const struct rollout_route *route = rules->route;
	const char *name = route->name->text, *title = titles[rules->kind];

	for (const struct node *n = node_first(rules->picks); n; n = node_next(n)) {
		if (picks_any(rules, n))
			continue;
		if (rules->kind == ROUTE_HTTP)
			pass_report(p, route->rollout, n, "VirtualService \"%s\" has no HTTP route \"%s\"%s", name, node_text(n)->text, names_of(p, rules->all));
		else
			pass_report(p, route->rollout, n, "VirtualService \"%s\" has no %s route %s", name, title, what_picks(p, rules, n));
		pass_note(p, route->found, rules->kind == ROUTE_HTTP ? NULL : rules->all, rules->kind == ROUTE_HTTP ? "the VirtualService" : "its routes");
	}
	/* Those that the controller itself puts in are of managedRoutes. */
	if (!rules->picks_none || rules->all->n < 2
			|| (rules->kind == ROUTE_HTTP && node_find(node_get(rollout_canary(route->rollout), KEY_trafficRouting), "managedRoutes")))
		return;
	pass_report(p, route->rollout, route->at, "VirtualService \"%s\" has %u %s routes; \"%s\" has to name those that the Rollout changes", name,
		rules->all->n, title, fields[rules->kind]);
	pass_note(p, route->found, rules->all, "its routes");
}

static void judge(struct pass *p, const struct rollout_route *route)
{
	rollout_rules_each(p, route, judge_rules);
}

static void visit(struct pass *p, const struct resource *r)
{
	rollout_routes_each(p, r, judge);
}

extern const struct page page_rollout_unknown_route;

const struct rule rule_rollout_unknown_route = {
	.notice = {
		.code     = "RO002",
		.name     = "rollout-unknown-route",
		.summary  = "Rollout names a route that its VirtualService does not have",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_rollout_unknown_route,
	},
	.subject = KIND_ROLLOUT,
	.visit   = visit,
};
