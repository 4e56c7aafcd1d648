/* A Rollout names an HTTP route that its VirtualService does not have, or none where there are several. */
#include "base/listing.h"
#include "keys.h"
#include "rules/rollouts.h"

static const char *names_of(struct pass *p, const struct node *http)
{
	struct listing names = { .n = 0 };

	for (const struct node *rule = node_first(http); rule; rule = node_next(rule))
		if (node_get_text(rule, KEY_name))
			listing_add(&names, arena_printf(pass_scratch(p), "\"%s\"", node_get_text(rule, KEY_name)->text));
	return names.n ? arena_printf(pass_scratch(p), ", only %s", listing_text(&names, pass_scratch(p))) : ": its routes have no names";
}

static void judge(struct pass *p, const struct rollout_route *route)
{
	const struct node *http = rollout_http(route->found), *routes = node_get(route->node, KEY_routes);

	if (!http)
		return;
	for (const struct node *n = node_first(routes); n; n = node_next(n)) {
		if (!node_text(n) || rollout_http_named(http, node_text(n)))
			continue;
		pass_report(p, route->rollout, n, "VirtualService \"%s\" has no HTTP route \"%s\"%s", route->name->text, node_text(n)->text, names_of(p, http));
		pass_note(p, route->found, NULL, "the VirtualService");
	}
	/* Those that the controller itself puts in are of managedRoutes. */
	if (node_first(routes) || (node_has(route->node, KEY_routes) && !routes) || http->n < 2
			|| node_find(node_get(rollout_canary(route->rollout), KEY_trafficRouting), "managedRoutes"))
		return;
	pass_report(p, route->rollout, route->at, "VirtualService \"%s\" has %u HTTP routes; \"routes\" has to name those that the Rollout changes", route->name->text, http->n);
	pass_note(p, route->found, http, "its routes");
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
