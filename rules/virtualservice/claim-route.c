/* Routes by the claims of a token, which only gateways can do. */
#include "rules/parts.h"

#include "keys.h"
#include "type/text.h"

static void judge(struct pass *p, const struct resource *vs, const struct node *headers)
{
	for (const struct node *n = node_first(headers); n; n = node_next(n))
		if (text_is_claim(n->key->text, n->key->len))
			pass_report_key(p, vs, n, "the claim \"%s\" can be matched only at gateways, but this VirtualService is for sidecars too",
				n->key->text);
}

static void visit(struct pass *p, const struct resource *vs)
{
	if (is_gateway_bound(vs))
		return;
	for (const struct node *n = node_first(node_get(vs->spec, KEY_http)); n; n = node_next(n))
		for (const struct node *m = node_first(node_get(n, KEY_match)); m; m = node_next(m)) {
			judge(p, vs, node_get(m, KEY_headers));
			judge(p, vs, node_get(m, KEY_withoutHeaders));
		}
}

extern const struct page page_virtualservice_claim_route;

const struct rule rule_virtualservice_claim_route = {
	.notice = {
		.code     = "IV025",
		.name     = "virtualservice-claim-route",
		.summary  = "A VirtualService for sidecars matches JWT claims",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-claim-route",
		.category = "validation",
		.page     = &page_virtualservice_claim_route,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
