/* A webhook of Istio that calls a Service which does not exist. */
#include "keys.h"
#include "rules/webhooks.h"

static void visit(struct pass *p, const struct resource *r)
{
	if (!webhooks_are_istios(r))
		return;
	for (const struct node *n = webhooks_first(r); n; n = node_next(n)) {
		const struct node *service = node_at(n, KEY_clientConfig, KEY_service, 0);
		const struct str *name = node_get_text(service, KEY_name), *ns = node_get_text(service, KEY_namespace);
		enum truth there = name && ns ? mesh_has(pass_mesh(p), KIND_SERVICE, ns, name) : YES;

		if (there == UNKNOWN)
			pass_undecided(p, ns, scope_name(SCOPE_HOSTS), scope_reason(SCOPE_HOSTS));
		if (there == NO)
			pass_report(p, r, node_get(service, KEY_name), "there is no Service \"%s\" in namespace \"%s\" to call",
				name->text, ns->text);
	}
}

extern const struct page page_webhook_unknown_service;

const struct rule rule_webhook_unknown_service = {
	.notice = {
		.code     = "WH002",
		.name     = "webhook-unknown-service",
		.summary  = "Webhook of Istio that calls a Service which does not exist",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0139",
		.category = "injection",
		.page     = &page_webhook_unknown_service,
	},
	.subjects = KIND_BIT(KIND_MUTATING_WEBHOOK) | KIND_BIT(KIND_VALIDATING_WEBHOOK),
	.reads   = KIND_BIT(KIND_MUTATING_WEBHOOK) | KIND_BIT(KIND_VALIDATING_WEBHOOK)
		| KIND_BIT(KIND_SERVICE),
	.visit   = visit,
};
