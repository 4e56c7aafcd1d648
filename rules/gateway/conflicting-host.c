/* Two servers of a gateway take TLS for the same host on one port. */
#include "lint/rule.h"
#include "rules/gateways.h"

static void report(struct pass *p, const struct server_clash *c)
{
	const struct gateway *mine = c->server->gateway, *other = c->other->gateway;
	const struct str *host = c->host->host;

	if (mine == other)
		pass_report(p, mine->resource, c->host->node,
			"another server of this Gateway has TLS for \"%s\" on port %lld; only one of the two is used",
			host->text, (long long)c->server->port);
	else
		pass_report(p, mine->resource, c->host->node,
			"Gateway \"%s\" also has TLS for \"%s\" on port %lld of the same workload; only one of the two servers is used",
			other->resource->name->text, host->text, (long long)c->server->port);
	pass_note(p, other->resource, c->other->node, "the other server");
}

static void survey(struct pass *p, const struct mesh *m)
{
	gateway_clashes(p, m, true, report);
}

extern const struct page page_gateway_conflicting_host;

const struct rule rule_gateway_conflicting_host = {
	.notice = {
		.code     = "GW006",
		.name     = "gateway-conflicting-host",
		.summary  = "Servers on one gateway port that use TLS for the same host",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0145 KIA0301",
		.category = "routing",
		.page     = &page_gateway_conflicting_host,
	},
	.reads   = KIND_BIT(KIND_GATEWAY) | KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_POD),
	.survey  = survey,
};
