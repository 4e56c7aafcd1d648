/* A webhook that names the control plane by a bare address. */
#include <arpa/inet.h>

#include "keys.h"
#include "rules/remote.h"
#include "rules/webhooks.h"

static bool is_address(const char *host)
{
	unsigned char bytes[16];

	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = leads_to_istiod(r) ? webhooks_first(r) : NULL; n; n = node_next(n)) {
		const struct node *url = node_at(n, KEY_clientConfig, KEY_url, 0);
		const char *host = node_text(url) ? webhook_url_host(node_text(url), pass_scratch(p)) : NULL;

		if (host && is_address(host))
			pass_report(p, r, url, "\"%s\" calls an IP address, for which the webhook's certificate is usually not valid", node_text(url)->text);
	}
}

extern const struct page page_webhook_address;

const struct rule rule_webhook_address = {
	.notice = {
		.code     = "WH004",
		.name     = "webhook-address",
		.summary  = "Webhook of Istio that calls a bare IP address",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0164",
		.category = "injection",
		.page     = &page_webhook_address,
	},
	.subjects = KIND_BIT(KIND_MUTATING_WEBHOOK) | KIND_BIT(KIND_VALIDATING_WEBHOOK),
	.visit   = visit,
};
