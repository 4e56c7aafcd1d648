/* A route passes on the client's TLS, and a DestinationRule wraps it in TLS again. */
#include "keys.h"
#include "rules/clients.h"
#include "world/destinationrule.h"

/* The port that the destination leads to; 0 where the request decides. */
static int64_t port_of(const struct mesh *m, const struct destination *d)
{
	const struct service *s = mesh_services(m, d->host);

	return d->port ? d->port : s && s->n_ports == 1 ? s->ports[0].number : 0;
}

/* Do its connections go through a proxy outside, which is called with TLS and then connects them to the server? */
static bool tunnels(const struct destinationrule *rule)
{
	bool any = node_has(rule->policy, KEY_tunnel);

	for (size_t i = 0; i < rule->n_subsets; i++)
		any |= node_has(rule->subsets[i].policy, KEY_tunnel);
	return any;
}

/* Do patches change proxies there? They may make a tunnel too. */
static bool is_patched(const struct mesh *m, const struct str *client)
{
	return mesh_in(m, KIND_ENVOY_FILTER, client).n || mesh_in(m, KIND_ENVOY_FILTER, mesh_root_namespace(m)).n;
}

/* Does the proxy of this client begin TLS of its own there? */
static bool adds_tls(struct pass *p, const struct destination *d, const struct str *client, void *context)
{
	const struct mesh *m = pass_mesh(p);
	struct client_tls_found *tls = context;
	struct policy policy;

	return mesh_policy(m, client, d->host, NULL, NULL, pass_scratch(p), &policy) == YES
		&& policy_tls(&policy, d->subset, port_of(m, d), tls) == YES
		&& (tls->mode == CLIENT_TLS_SIMPLE || tls->mode == CLIENT_TLS_MUTUAL)
		&& !tunnels(tls->rule) && !is_patched(m, client);
}

/* Do sidecars use routes by SNI of the VirtualService on this gateway, or a server of it that leaves TLS as it is? */
static bool passes_tls(const struct mesh *m, const struct virtualservice *vs, const struct gateway_ref *ref)
{
	const struct gateway *g = ref->mesh ? NULL : gateway_by_key(m, ref->key);
	bool any = false;

	return ref->mesh || (g && virtualservice_serving(m, vs, g, &any) == SERVES_TLS);
}

static bool is_named(const struct mesh *m, const struct destination *d, const struct gateway_ref *ref)
{
	const struct node *first = node_first(node_get(d->rule, KEY_match));

	for (const struct node *b = first; b; b = node_next(b)) {
		if (!node_has(b, KEY_gateways))
			return true;
		for (const struct node *g = node_first(node_get(b, KEY_gateways)); g; g = node_next(g))
			if (node_text(g) && gateway_resolve(m, d->vs->resource->ns, node_text(g)).key == ref->key)
				return true;
	}
	return false;
}

/* Only where all that use the rule do so with the client's TLS left as it is. */
static bool is_passed_on(const struct mesh *m, const struct destination *d)
{
	bool any = false;

	for (size_t i = 0; i < d->vs->n_gateways; i++) {
		if (!is_named(m, d, &d->vs->gateways[i]))
			continue;
		if (!passes_tls(m, d->vs, &d->vs->gateways[i]))
			return false;
		any = true;
	}
	return any;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];
		struct client_tls_found tls = { .node = NULL };
		struct lack lack = { adds_tls, &tls, NULL };
		const struct str *client;

		if (d->kind != ROUTE_TLS || !d->host || !destination_share(d) || !port_of(pass_mesh(p), d) || !is_passed_on(pass_mesh(p), d))
			continue;
		client = client_at_home(p, d);
		if (!(client && adds_tls(p, d, client, &tls)) && !client_without(p, d, &lack))
			continue;
		pass_report(p, r, d->host_node, "this route passes the client's TLS on, and a DestinationRule adds TLS mode \"%s\" to it: the server gets TLS within TLS",
			client_tls_name(tls.mode));
		pass_note(p, tls.rule->resource, tls.node, "this TLS is added");
	}
}

extern const struct page page_virtualservice_double_tls;

const struct rule rule_virtualservice_double_tls = {
	.notice = {
		.code     = "VS046",
		.name     = "virtualservice-double-tls",
		.summary  = "Route for TLS to a host that clients use TLS for anyway",
		.severity = SEVERITY_ERROR,
		.category = "security",
		.page     = &page_virtualservice_double_tls,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
