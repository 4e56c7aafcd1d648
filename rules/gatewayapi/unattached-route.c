/* A route names a Gateway, and no listener of it takes the route (pilot config/kube/gateway conversion.go referenceAllowed). */
#include "base/listing.h"
#include "keys.h"
#include "rules/backends.h"
#include "world/attached.h"

/* "no listener of Gateway "shop/web" allows", or of the one that is named: "listener "a" of Gateway "shop/web" does not allow". */
static const char *listener_that(struct pass *p, const struct node *ref, const struct resource *g, const char *does, const char *do_not)
{
	const struct str *section = node_get_text(ref, KEY_sectionName);
	const char *gateway = arena_printf(pass_scratch(p), "Gateway \"%s%s%s\"", g->ns->text, g->ns->len ? "/" : "", g->name->text);

	if (section)
		return arena_printf(pass_scratch(p), "listener \"%s\" of %s does not %s", section->text, gateway, do_not);
	return arena_printf(pass_scratch(p), "no listener of %s %s", gateway, does);
}

static bool has_port_before(const struct gateway *g, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (g->servers[i].port == g->servers[at].port)
			return true;
	return false;
}

/* ""http" and "https"", or "80 and 443": the listeners, or their ports. */
static const char *listed(struct pass *p, const struct gateway *g, bool ports)
{
	struct arena *a = pass_scratch(p);
	struct listing all = { 0 };

	for (size_t i = 0; i < g->n; i++) {
		if (!ports && g->servers[i].port_name)
			listing_add(&all, arena_printf(a, "\"%s\"", g->servers[i].port_name->text));
		else if (ports && !has_port_before(g, i))
			listing_add(&all, arena_printf(a, "%lld", (long long)g->servers[i].port));
	}
	return listing_text(&all, a);
}

static void report(struct pass *p, const struct resource *r, const struct node *ref, const struct attachment *found)
{
	const struct resource *g = found->gateway->resource;
	const struct node *name = node_get(ref, KEY_name), *port = node_get(ref, KEY_port);

	switch (found->obstacle) {
	case OBSTACLE_SECTION:
		pass_report(p, r, node_get(ref, KEY_sectionName), "Gateway \"%s%s%s\" has no listener \"%s\", only %s", g->ns->text, g->ns->len ? "/" : "", g->name->text,
			node_get_text(ref, KEY_sectionName)->text, listed(p, found->gateway, false));
		pass_note(p, g, node_get(g->spec, KEY_listeners), "its listeners");
		return;
	case OBSTACLE_PORT:
		pass_report(p, r, port, "%s port %s%s%s", listener_that(p, ref, g, "has", "have"), node_text(port)->text,
			node_get(ref, KEY_sectionName) ? "" : ", only ", node_get(ref, KEY_sectionName) ? "" : listed(p, found->gateway, true));
		break;
	case OBSTACLE_KIND:
		pass_report(p, r, name, "%s %ss", listener_that(p, ref, g, "allows", "allow"), r->kind_name->text);
		break;
	case OBSTACLE_HOST:
		pass_report(p, r, name, "%s any of the route's hostnames", listener_that(p, ref, g, "has", "have"));
		break;
	default:
		pass_report(p, r, name, "%s routes from namespace \"%s\"", listener_that(p, ref, g, "allows", "allow"), r->ns->text);
		break;
	}
	pass_note(p, g, found->listener->node, "%s", found->obstacle == OBSTACLE_NAMESPACE && !node_at(found->listener->node, KEY_allowedRoutes, KEY_namespaces, 0)
		? "without allowedRoutes.namespaces, only routes from its own namespace are allowed" : "the listener");
}

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_parentRefs)); n; n = node_next(n)) {
		struct attachment found;

		if (route_attaches(pass_mesh(p), r, n, &found) == NO)
			report(p, r, n, &found);
	}
}

extern const struct page page_gatewayapi_unattached_route;

const struct rule rule_gatewayapi_unattached_route = {
	.notice = {
		.code     = "GA001",
		.name     = "gatewayapi-unattached-route",
		.summary  = "Route that no listener of its Gateway takes",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA1401",
		.category = "routing",
		.page     = &page_gatewayapi_unattached_route,
	},
	.subjects = KINDS_OF_ROUTES,
	.visit    = visit,
};
