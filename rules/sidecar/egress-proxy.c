/* A Sidecar sends unknown traffic to a proxy of its own choice. */
#include "keys.h"
#include "lint/rule.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *proxy = node_at(r->spec, KEY_outboundTrafficPolicy, KEY_egressProxy, 0);

	if (proxy)
		pass_report_key(p, r, proxy, "\"egressProxy\" is deprecated and was never documented");
}

extern const struct page page_sidecar_egress_proxy;

const struct rule rule_sidecar_egress_proxy = {
	.notice = {
		.code     = "SC004",
		.name     = "sidecar-egress-proxy",
		.summary  = "Sidecar uses the deprecated egressProxy",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0002",
		.category = "routing",
		.page     = &page_sidecar_egress_proxy,
	},
	.subject = KIND_SIDECAR,
	.visit   = visit,
};
