/* A gateway leads gRPC to a port that is not declared to speak HTTP/2: it calls it by HTTP/1.1 (pilot networking/core/cluster_builder.go setUpstreamProtocol). */
#include "keys.h"
#include "rules/backends.h"
#include "rules/ports.h"
#include "world/attached.h"
#include "world/destinationrule.h"

/* Does a DestinationRule say how the port is called, or may one that is not here? */
static bool is_ruled(struct pass *p, const struct resource *r, const struct service *s)
{
	struct policy policy;

	return mesh_policy(pass_mesh(p), r->ns, s->host, s->ns, NULL, pass_scratch(p), &policy) == YES || policy.n;
}

static void judge(struct pass *p, const struct resource *r, const struct node *ref)
{
	struct destination d;
	struct services seen;
	const struct port *port;

	if (!backend_service(p, r, ref, &d))
		return;
	seen = destination_services(p, &d);
	port = seen.n == 1 && d.port > 0 ? service_port(seen.at[0], (uint32_t)d.port) : NULL;
	if (!port || (port->protocol != PROTOCOL_SNIFFED && port->protocol != PROTOCOL_HTTP) || is_ruled(p, r, seen.at[0]))
		return;
	pass_report(p, r, d.port_node, "port %lld of \"%s\" %s, so gateways send HTTP/1.1 to it, and gRPC needs HTTP/2", (long long)d.port, d.text->text,
		port->protocol == PROTOCOL_HTTP ? "is declared to speak HTTP" : "declares no protocol");
	pass_note(p, seen.at[0]->resource, port->node, "the port: name it \"grpc\", or set \"appProtocol: kubernetes.io/h2c\"");
}

static void visit(struct pass *p, const struct resource *r)
{
	bool any = false;

	for (const struct node *n = node_first(node_get(r->spec, KEY_parentRefs)); n; n = node_next(n)) {
		struct attachment found;

		any |= route_attaches(pass_mesh(p), r, n, &found) == YES;
	}
	if (any)
		backends_each(p, r, judge);
}

extern const struct page page_gatewayapi_grpc_over_http1;

const struct rule rule_gatewayapi_grpc_over_http1 = {
	.notice = {
		.code     = "GA007",
		.name     = "gatewayapi-grpc-over-http1",
		.summary  = "gRPC that gateways send as HTTP/1.1",
		.severity = SEVERITY_WARNING,
		.aliases  = NULL,
		.category = "routing",
		.page     = &page_gatewayapi_grpc_over_http1,
	},
	.subjects = KIND_BIT(KIND_GRPC_ROUTE),
	.visit    = visit,
};
