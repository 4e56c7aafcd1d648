/* No Service leads to the port of a server. */
#include "keys.h"
#include "lint/rule.h"
#include "rules/gateways.h"
#include "rules/ports.h"
#include "world/anywhere.h"
#include "world/service.h"
#include "world/workload.h"

/*
 * Ports that the Services of Istio's own gateways have or lead to: of the gateway chart, and of the charts gateways/istio-ingress and
 * istio-egress, which the profiles of istioctl install. The latter lead 80 and 443 to 8080 and 8443, which a server may name as well
 * (pilot model/gateway.go resolvePorts).
 */
static const int64_t stock_ports[] = {80, 443, 8080, 8443, 15021, 15443, 31400};

/* Is the node's own port taken for it? */
static bool is_on_node(const struct workload *w, int64_t number)
{
	bool host_network;
	int64_t port;

	if (node_bool(node_get(w->spec, KEY_hostNetwork), &host_network) && host_network)
		return true;
	for (uint32_t i = 0; i < w->n_ports; i++)
		if (node_get_int(w->ports[i].node, KEY_hostPort, &port) && (port == number || w->ports[i].number == number))
			return true;
	return false;
}

/* istiod takes the number for a Service's port first, else for the container's. */
static bool leads(const struct service *s, const struct workload *w, int64_t number)
{
	uint32_t target;

	for (uint32_t i = 0; i < s->n_ports; i++) {
		const struct port *port = &s->ports[i];

		if (port->protocol != PROTOCOL_UDP && (port->number == number
				|| port_target(port, w, &target) == UNKNOWN || target == number))
			return true;
	}
	return s->partial;
}

/* Does a Service of the workload lead there? UNKNOWN where no Service of it is in the tree. */
static enum truth exposes(struct pass *p, const struct workload *w, int64_t number)
{
	const struct mesh *m = pass_mesh(p);
	struct services all = workload_services(m, w, pass_scratch(p));

	for (size_t i = 0; i < all.n; i++)
		if (leads(all.at[i], w, number))
			return YES;
	if (is_on_node(w, number))
		return YES;
	if (anywhere_more(m, KIND_SERVICE, w->ns))
		return UNKNOWN;
	return (all.n && mesh_closed(m, SCOPE_HOSTS, w->ns) == YES) || mesh_world(m) == WORLD_CLOSED ? NO : UNKNOWN;
}

static void judge_stock(struct pass *p, const struct server *s)
{
	for (size_t i = 0; i < sizeof stock_ports / sizeof *stock_ports; i++)
		if (s->port == stock_ports[i])
			return;
	pass_report(p, s->gateway->resource, s->port_node, "the Service of Istio's own gateway has no port %lld, and none of its ports leads there", (long long)s->port);
}

static void judge(struct pass *p, const struct server *s, const struct selection *on)
{
	struct services all;

	for (size_t i = 0; i < on->n_sure; i++)
		if (exposes(p, on->at[i], s->port) != NO)
			return;
	all = workload_services(pass_mesh(p), on->at[0], pass_scratch(p));
	if (!all.n) {
		pass_report(p, s->gateway->resource, s->port_node, "no Service selects workload \"%s\", which runs this Gateway",
			on->at[0]->name->text);
		return;
	}
	pass_report(p, s->gateway->resource, s->port_node, "no Service exposes port %lld of workload \"%s\", which runs this Gateway",
		(long long)s->port, on->at[0]->name->text);
	pass_note(p, all.at[0]->resource, NULL, "this Service exposes it on %s", services_port_list(p, &all));
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct gateway *g = gateway_of(pass_mesh(p), r);
	struct selection on;
	bool stock;

	if (!g || !gateway_is_plain(g))
		return;
	on = gateway_workloads(pass_mesh(p), g, pass_scratch(p));
	stock = !on.n && gateway_is_stock(pass_mesh(p), g) && mesh_world(pass_mesh(p)) == WORLD_CLOSED;
	for (size_t i = 0; i < g->n; i++) {
		if (g->servers[i].port && stock)
			judge_stock(p, &g->servers[i]);
		else if (g->servers[i].port && on.n_sure && on.n_sure == on.n)
			judge(p, &g->servers[i], &on);
	}
}

extern const struct page page_gateway_unexposed_port;

const struct rule rule_gateway_unexposed_port = {
	.notice = {
		.code     = "GW004",
		.name     = "gateway-unexposed-port",
		.summary  = "Gateway port that no Service of its workload exposes",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0104 IST0162",
		.category = "routing",
		.page     = &page_gateway_unexposed_port,
	},
	.subject = KIND_GATEWAY,
	.visit   = visit,
};
