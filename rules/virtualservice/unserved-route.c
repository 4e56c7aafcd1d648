/* No server that takes the hosts of a VirtualService uses its kind of routes. */
#include "keys.h"
#include "lint/rule.h"
#include "world/gateway.h"
#include "world/virtualservice.h"

static const struct {
	unsigned serves;
	uint32_t key;
	const char *name;
} kinds[] = {
	{SERVES_HTTP, KEY_http, "http"},
	{SERVES_TLS, KEY_tls, "tls"},
	{SERVES_TCP, KEY_tcp, "tcp"},
};

#define N_KINDS_OF_ROUTES (sizeof kinds / sizeof *kinds)

/* The kinds of routes that a VirtualService has; all where one of the lists was rejected. */
static unsigned kinds_of(const struct resource *r)
{
	unsigned found = 0;

	for (size_t i = 0; i < N_KINDS_OF_ROUTES; i++) {
		const struct node *list = node_get(r->spec, kinds[i].key);

		if (list ? list->n > 0 : node_has(r->spec, kinds[i].key))
			found |= kinds[i].serves;
	}
	return found;
}

/* "http", "tls and tcp". */
static const char *names_of(struct pass *p, unsigned set)
{
	const char *text = NULL;

	for (size_t i = 0; i < N_KINDS_OF_ROUTES; i++)
		if (set & kinds[i].serves)
			text = text ? arena_printf(pass_scratch(p), "%s and %s", text, kinds[i].name) : kinds[i].name;
	return text;
}

/* The first list of routes: that is where to point. */
static const struct node *first_routes(const struct resource *r)
{
	for (size_t i = 0; i < N_KINDS_OF_ROUTES; i++)
		if (node_get(r->spec, kinds[i].key))
			return node_get(r->spec, kinds[i].key);
	return NULL;
}

static void judge(struct pass *p, const struct virtualservice *vs, const struct gateway *g)
{
	unsigned has = kinds_of(vs->resource), used;
	bool any = false;

	if (g->partial || g->twin)
		return;
	used = virtualservice_serving(pass_mesh(p), vs, g, &any);
	if (!has || !any || (has & used))
		return;
	if (used)
		pass_report_key(p, vs->resource, first_routes(vs->resource), "the servers of Gateway \"%s\" that take these hosts use only %s routes",
			g->resource->name->text, names_of(p, used));
	else
		pass_report_key(p, vs->resource, first_routes(vs->resource), "the servers of Gateway \"%s\" that take these hosts use no routes at all",
			g->resource->name->text);
	for (size_t i = 0; i < g->n; i++)
		if (server_admits(&g->servers[i], vs->resource->ns, vs->hosts[0].host) != NO) {
			pass_note(p, g->resource, g->servers[i].node, "such a server");
			return;
		}
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);
	const struct gateway *g;

	for (size_t i = 0; vs && !vs->delegate && i < vs->n_gateways; i++)
		if (!vs->gateways[i].mesh && mesh_gateway(pass_mesh(p), &vs->gateways[i], &g) == YES && g)
			judge(p, vs, g);
}

extern const struct page page_virtualservice_unserved_route;

const struct rule rule_virtualservice_unserved_route = {
	.notice = {
		.code     = "VS026",
		.name     = "virtualservice-unserved-route",
		.summary  = "VirtualService whose routes no server of its Gateway uses",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_unserved_route,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
