/* A webhook that leads to no control plane. */
#include "keys.h"
#include "rules/remote.h"
#include "rules/webhooks.h"

static void judge(struct pass *p, const struct resource *r, const struct node *webhook)
{
	const struct node *client = node_get(webhook, KEY_clientConfig), *url = node_get(client, KEY_url);
	const struct str *name = node_get_text(webhook, KEY_name);

	if (node_get(client, KEY_service))
		return;
	if (node_text(url) && node_text(url)->len) {
		if (!webhook_url_host(node_text(url), pass_scratch(p)))
			pass_report(p, r, url, "\"%s\" must be https:// and a host, and may have a port and a path, but no user, query or fragment", node_text(url)->text);
		return;
	}
	pass_report(p, r, node_get(webhook, KEY_name), "webhook \"%s\" names neither a URL nor a Service", name ? name->text : "");
}

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = leads_to_istiod(r) ? webhooks_first(r) : NULL; n; n = node_next(n))
		judge(p, r, n);
}

extern const struct page page_webhook_bad_url;

const struct rule rule_webhook_bad_url = {
	.notice = {
		.code     = "WH003",
		.name     = "webhook-bad-url",
		.summary  = "Webhook of Istio without a usable address",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0163",
		.category = "injection",
		.page     = &page_webhook_bad_url,
	},
	.subjects = KIND_BIT(KIND_MUTATING_WEBHOOK) | KIND_BIT(KIND_VALIDATING_WEBHOOK),
	.visit   = visit,
};
