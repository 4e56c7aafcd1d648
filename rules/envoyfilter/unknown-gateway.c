/* A patch of a gateway's routes matches by a Gateway, port or port name that none of them has. */
#include "lint/rule.h"
#include <string.h>

#include "base/listing.h"
#include "keys.h"
#include "traffic/generated.h"
#include "world/gateway.h"

/* The Gateway that "namespace/name" means; NULL where it is not known whole, or there is none: says so. */
static const struct gateway *find(struct pass *p, const struct resource *r, const struct node *at)
{
	const struct mesh *m = pass_mesh(p);
	struct gateway_ref ref = gateway_resolve(m, r->ns, node_text(at));
	const struct gateway *g = NULL;
	enum truth there = mesh_gateway(m, &ref, &g);

	if (there == NO && !gateway_is_internal(&ref))
		pass_report(p, r, at, "there is no Gateway \"%s\"", node_text(at)->text);
	return there == YES && g && !g->partial && !g->kubernetes && !g->twin ? g : NULL;
}

/* Its servers whose route configurations can be matched by their Gateway; *unsure: one whose protocol or TLS is not known may be another. */
static size_t named_servers(const struct gateway *g, bool *unsure)
{
	size_t n = 0;

	*unsure = g->n == 0;
	for (size_t i = 0; i < g->n; i++) {
		n += server_is_named_in_routes(&g->servers[i]);
		*unsure |= g->servers[i].tls == SERVER_TLS_INVALID || g->servers[i].protocol == PROTOCOL_SNIFFED || !g->servers[i].port;
	}
	return n;
}

static void judge_port(struct pass *p, const struct resource *r, const struct gateway *g, const struct node *match)
{
	const struct node *number_at = node_get(match, KEY_portNumber), *name_at = node_get(match, KEY_portName);
	struct listing numbers = { .n = 0 }, names = { .n = 0 };
	bool number_met = false, name_met = false;
	int64_t number = 0;

	node_int(number_at, &number);
	for (size_t i = 0; i < g->n; i++) {
		const struct server *s = &g->servers[i];

		if (!server_is_named_in_routes(s))
			continue;
		number_met |= s->port == number;
		name_met |= s->port_name && s->port_name == node_text(name_at);
		listing_add(&numbers, arena_printf(pass_scratch(p), "%lld", (long long)s->port));
		if (s->port_name)
			listing_add(&names, arena_printf(pass_scratch(p), "\"%s\"", s->port_name->text));
	}
	if (number > 0 && !number_met)
		pass_report(p, r, number_at, "the HTTPS servers of Gateway \"%s\" have no port %lld, only %s", g->resource->name->text, (long long)number,
			listing_text(&numbers, pass_scratch(p)));
	else if (node_text(name_at) && node_text(name_at)->len && !name_met && names.n)
		pass_report(p, r, name_at, "the HTTPS servers of Gateway \"%s\" have no port called \"%s\", only %s", g->resource->name->text,
			node_text(name_at)->text, listing_text(&names, pass_scratch(p)));
	else
		return;
	pass_note(p, g->resource, NULL, "the Gateway");
}

/* A name alone can only be meant for the one Gateway that is called so, where there is but one and it is of the object's namespace. */
static void fix_namespace(struct pass *p, const struct resource *r, const struct node *at)
{
	struct gateways_named named = mesh_gateways_named(pass_mesh(p), node_text(at));
	const struct resource *g = named.n == 1 ? named.at[0]->resource : NULL;

	if (!g || !g->ns_known || g->ns != r->ns)
		return;
	pass_note(p, g, NULL, "did you mean \"%s/%s\"", g->ns->text, g->name->text);
	pass_fix(p, at, "%s/%s", g->ns->text, g->name->text);
	pass_unsafe(p); /* the patch did nothing, and will do something */
}

static void judge(struct pass *p, const struct resource *r, const struct node *match)
{
	const struct node *at = node_get(match, KEY_gateway);
	const struct gateway *g;
	bool unsure;

	if (!node_text(at) || !node_text(at)->len)
		return;
	if (!strchr(node_text(at)->text, '/')) {
		pass_report(p, r, at, "\"%s\" matches no Gateway: it has to be written as \"NAMESPACE/NAME\"", node_text(at)->text);
		fix_namespace(p, r, at);
		return;
	}
	g = find(p, r, at);
	if (!g)
		return;
	if (named_servers(g, &unsure)) {
		if (!unsure)
			judge_port(p, r, g, match);
		return;
	}
	if (unsure)
		return;
	pass_report(p, r, at, "Gateway \"%s\" has no HTTPS server that \"gateway\" can match; the routes of plain HTTP servers name no Gateway",
		node_text(at)->text);
	pass_note(p, g->resource, NULL, "the Gateway");
}

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n; n = node_next(n))
		if (str_is(node_text(node_at(n, KEY_match, KEY_context, 0)), "GATEWAY"))
			judge(p, r, node_at(n, KEY_match, KEY_routeConfiguration, 0));
}

extern const struct page page_envoyfilter_unknown_gateway;

const struct rule rule_envoyfilter_unknown_gateway = {
	.notice = {
		.code     = "EF013",
		.name     = "envoyfilter-unknown-gateway",
		.summary  = "EnvoyFilter for routes of a Gateway that match none",
		.severity = SEVERITY_WARNING,
		.category = "extension",
		.fixable  = true,
		.page     = &page_envoyfilter_unknown_gateway,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
