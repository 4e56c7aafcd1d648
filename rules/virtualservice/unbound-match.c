/* A match block is for gateways to which the VirtualService is not bound. */
#include "keys.h"
#include "lint/rule.h"
#include "world/gateway.h"
#include "world/route.h"

/* Are all entries of a list known, or is it surely not there? */
static bool is_known(const struct node *map, uint32_t key)
{
	const struct node *list = node_get(map, key);

	return list ? !node_is_rejected(list) : !node_has(map, key);
}

static void judge(struct pass *p, const struct virtualservice *vs, const struct match *match)
{
	const struct node *list = node_get(match->node, KEY_gateways), *bound = node_get(vs->resource->spec, KEY_gateways);
	uint32_t n = 0;

	for (const struct node *g = node_first(list); g; g = node_next(g), n++)
		if (virtualservice_is_on(vs, gateway_resolve(pass_mesh(p), vs->resource->ns, node_text(g)).key))
			return;
	if (n == 1)
		pass_report(p, vs->resource, node_first(list), "this match never holds: the VirtualService is not bound to %s \"%s\"",
			str_is(node_text(node_first(list)), "mesh") ? "gateway" : "Gateway", node_text(node_first(list))->text);
	else if (n)
		pass_report(p, vs->resource, list, "this match never holds: the VirtualService is bound to none of these %u gateways", n);
	if (n)
		pass_note(p, vs->resource, bound, bound ? "it is bound to these" : "without gateways it is bound to \"mesh\"");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	if (!vs || vs->delegate || !is_known(r->spec, KEY_gateways))
		return;
	for (int kind = 0; kind < N_ROUTE_KINDS; kind++) {
		struct matches all = virtualservice_matches(vs, (enum route_kind)kind, pass_scratch(p));

		for (size_t i = 0; i < all.n; i++)
			judge(p, vs, &all.at[i]);
	}
}

extern const struct page page_virtualservice_unbound_match;

const struct rule rule_virtualservice_unbound_match = {
	.notice = {
		.code     = "VS034",
		.name     = "virtualservice-unbound-match",
		.summary  = "Match for a Gateway to which the VirtualService is not bound",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_unbound_match,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
