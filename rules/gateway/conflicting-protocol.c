/* Two servers on one port of a gateway speak protocols that do not mix. */
#include <string.h>

#include "lint/rule.h"
#include "rules/gateways.h"

static const char *speaks(const struct server *s)
{
	return s->tls == SERVER_TLS_NONE || protocol_is_http(s->protocol) ? protocol_name(s->protocol) : "TLS";
}

static void report(struct pass *p, const struct server_clash *c)
{
	const struct gateway *mine = c->server->gateway, *other = c->other->gateway;

	if (mine != other && strcmp(speaks(c->server), speaks(c->other)) == 0)
		pass_report(p, mine->resource, c->server->port_node,
			"Gateway \"%s\" also has a server for plain TCP on port %lld of the same workload; only one of the two is used",
			other->resource->name->text, (long long)c->server->port);
	else if (mine == other)
		pass_report(p, mine->resource, c->server->port_node, "port %lld already has a server for %s; a server for %s cannot be combined with it",
			(long long)c->server->port, speaks(c->other), speaks(c->server));
	else
		pass_report(p, mine->resource, c->server->port_node,
			"Gateway \"%s\" has a server for %s on port %lld of the same workload; a server for %s cannot be combined with it",
			other->resource->name->text, speaks(c->other), (long long)c->server->port, speaks(c->server));
	pass_note(p, other->resource, c->other->port_node, "the other server");
}

static void survey(struct pass *p, const struct mesh *m)
{
	gateway_clashes(p, m, false, report);
}

extern const struct page page_gateway_conflicting_protocol;

const struct rule rule_gateway_conflicting_protocol = {
	.notice = {
		.code     = "GW005",
		.name     = "gateway-conflicting-protocol",
		.summary  = "Servers on one gateway port whose protocols conflict",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0145 KIA0301",
		.category = "routing",
		.page     = &page_gateway_conflicting_protocol,
	},
	.reads   = KIND_BIT(KIND_GATEWAY) | KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_POD),
	.survey  = survey,
};
