/* A match block asks for the client where istiod does not look at it. */
#include "keys.h"
#include "lint/rule.h"
#include "world/gateway.h"
#include "world/route.h"
#include "world/workload.h"

#define MOST_PODS 1000 /* that are looked at for one match */

/* The condition on the client, or NULL. */
static const struct node *source_of(const struct node *block)
{
	const struct node *labels = node_get(block, KEY_sourceLabels), *ns = node_get(block, KEY_sourceNamespace);

	if (node_first(labels))
		return labels;
	return node_text(ns) && node_text(ns)->len ? ns : NULL;
}

/* Do pods of the tree fit the condition, and none of a gateway? */
static bool fits_others(struct pass *p, const struct node *labels, const struct str *ns)
{
	struct selection all = mesh_select(pass_mesh(p), ns && ns->len ? ns : NULL, labels, pass_scratch(p));

	if (all.n > MOST_PODS)
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (workload_is_gateway(all.at[i]))
			return false;
	return all.n_sure > 0;
}

/* Has the selector one of the labels with another value? */
static bool is_contradicted(const struct node *labels, const struct node *selector)
{
	for (const struct node *n = node_first(labels); n; n = node_next(n)) {
		const struct str *other = node_text(node_member(selector, n->key));

		if (other && other != node_text(n))
			return true;
	}
	return false;
}

/* Is the condition, or may it be, one for the gateway's own pods? g is NULL where they are not known. */
static enum truth fits_gateway(struct pass *p, const struct gateway *g, const struct node *block)
{
	const struct node *labels = node_get(block, KEY_sourceLabels);
	const struct str *ns = node_get_text(block, KEY_sourceNamespace);
	struct selection on = { .n = 0 };

	if (g)
		on = gateway_workloads(pass_mesh(p), g, pass_scratch(p));
	for (size_t i = 0; i < on.n; i++)
		if (workload_matches(on.at[i], labels) != NO && (!ns || !ns->len || ns_same(on.at[i]->ns, ns) != NO))
			return YES;
	return on.complete || (g && is_contradicted(labels, g->selector)) || fits_others(p, labels, ns) ? NO : UNKNOWN;
}

/* Is the block for gateways alone (*alone), and may the condition be meant for their pods? */
static enum truth asks_for_gateway(struct pass *p, const struct virtualservice *vs, const struct node *block, bool *alone)
{
	const struct node *list = node_get(block, KEY_gateways);
	enum truth any = NO;

	*alone = true;
	for (const struct node *g = node_first(list); g && *alone; g = node_next(g)) {
		const struct str *key = gateway_resolve(pass_mesh(p), vs->resource->ns, node_text(g)).key;

		*alone = !str_is(key, "mesh");
		any = truth_or(any, fits_gateway(p, gateway_by_key(pass_mesh(p), key), block));
	}
	for (size_t i = 0; !node_first(list) && *alone && i < vs->n_gateways; i++) {
		*alone = !vs->gateways[i].mesh;
		any = truth_or(any, fits_gateway(p, gateway_by_key(pass_mesh(p), vs->gateways[i].key), block));
	}
	return any;
}

static void judge(struct pass *p, const struct virtualservice *vs, const struct match *match)
{
	const struct node *source = source_of(match->node);
	bool named = node_first(node_get(match->node, KEY_gateways)) != NULL, http = match->kind == ROUTE_HTTP, alone;
	enum truth own;

	if (!source || (vs->delegate && !named))
		return;
	own = asks_for_gateway(p, vs, match->node, &alone);
	if (alone && own == YES)
		return;
	if (http && named)
		pass_report_key(p, vs->resource, source, "istiod ignores %s in a match that names gateways: the match holds for all clients", source->key->text);
	else if (!alone || own != NO)
		return;
	else if (http)
		pass_report_key(p, vs->resource, source, "for gateways istiod compares %s with the gateway's own pods, not with the client",
			source->key->text);
	else
		pass_report_key(p, vs->resource, source, "gateways ignore %s in %s matches: the match holds for all clients", source->key->text,
			match->kind == ROUTE_TLS ? "tls" : "tcp");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (int kind = 0; vs && kind < N_ROUTE_KINDS; kind++) {
		struct matches all = virtualservice_matches(vs, (enum route_kind)kind, pass_scratch(p));

		for (size_t i = 0; i < all.n; i++)
			judge(p, vs, &all.at[i]);
	}
}

extern const struct page page_virtualservice_ignored_source;

const struct rule rule_virtualservice_ignored_source = {
	.notice = {
		.code     = "VS035",
		.name     = "virtualservice-ignored-source",
		.summary  = "Match on the client where Istio does not look at the client",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_ignored_source,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
