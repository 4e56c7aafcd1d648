/* A server sends clients to HTTPS, and no server takes their hosts there. */
#include "keys.h"
#include "lint/rule.h"
#include "world/anywhere.h"
#include "world/config.h"
#include "world/gateway.h"
#include "world/hostset.h"

#define MOST_WORKLOADS 64 /* of a Gateway: more are no gateways */

/* Do the proxies believe what a load balancer before them says of the client's scheme? Then they may see HTTPS where they speak HTTP. */
static bool trusts_proxies(const struct node *proxy_config)
{
	return node_has(proxy_config, KEY_gatewayTopology);
}

static bool is_told(const struct mesh *m)
{
	const struct mesh_config *config = mesh_configuration(m);

	return !trusts_proxies(config->default_config) && (mesh_world(m) == WORLD_CLOSED || (config->found && !config->open));
}

/* May a Gateway that is not here serve the workload's HTTPS? */
static bool is_alone(struct pass *p, const struct gateway *g)
{
	const struct mesh *m = pass_mesh(p);
	struct selection on = gateway_workloads(m, g, pass_scratch(p));

	if (on.n > MOST_WORKLOADS)
		return false;
	for (size_t i = 0; i < on.n; i++)
		if (trusts_proxies(on.at[i]->resource->proxy_config))
			return false;
	return !g->kubernetes && !g->partial && mesh_closed(m, SCOPE_GATEWAYS, g->resource->ns) == YES
		&& !anywhere_more(m, KIND_GATEWAY, g->resource->ns);
}

static void judge(struct pass *p, const struct server *s, const struct host_set *served)
{
	const struct mesh *m = pass_mesh(p);

	for (size_t i = 0; i < s->n_hosts; i++) {
		const struct str *host = s->hosts[i].host;
		enum truth t = host_set_can_tell(served, NULL, host) ? host_set_meets(m, served, NULL, host) : UNKNOWN;

		if (t != NO)
			continue;
		pass_report(p, s->gateway->resource, node_get(s->tls_node, KEY_httpsRedirect),
			"requests for \"%s\" are redirected to HTTPS, but no server of a Gateway uses TLS for it", host->text);
		return;
	}
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct host_set served = { 0 };
	size_t n;
	const struct gateway *all = mesh_gateways(m, &n);

	if (!is_told(m))
		return;
	for (size_t i = 0; i < n; i++) {
		if (all[i].partial)
			return;
		for (size_t k = 0; k < all[i].n; k++)
			for (size_t h = 0; h < all[i].servers[k].n_hosts && !protocol_is_http(all[i].servers[k].protocol); h++)
				host_set_add(m, pass_scratch(p), &served, NULL, all[i].servers[k].hosts[h].host);
	}
	host_set_finish(&served);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i].n; k++)
			if (all[i].servers[k].https_redirect && !all[i].servers[k].garbled && is_alone(p, &all[i]))
				judge(p, &all[i].servers[k], &served);
}

extern const struct page page_gateway_redirect_without_https;

const struct rule rule_gateway_redirect_without_https = {
	.notice = {
		.code     = "GW008",
		.name     = "gateway-redirect-without-https",
		.summary  = "Server that redirects to HTTPS, which no server offers",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_gateway_redirect_without_https,
	},
	.reads   = KIND_BIT(KIND_GATEWAY) | KIND_BIT(KIND_K8S_GATEWAY) | KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_CONFIG_MAP),
	.survey  = survey,
};
