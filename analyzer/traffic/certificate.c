/* Gateways looked through for servers that ask for client certificates. */
#include "traffic/certificate.h"

#include "keys.h"
#include "world/anywhere.h"

/* What is known of a workload. */
struct asks {
	enum truth asks;
	const struct server *server; /* one that is there for certain; NULL */
};

static bool is_mutual(enum server_tls tls)
{
	return tls == SERVER_TLS_MUTUAL || tls == SERVER_TLS_ISTIO_MUTUAL || tls == SERVER_TLS_OPTIONAL_MUTUAL;
}

/* Options, the Gateway's own tls block and other classes ask for certificates in ways of their own, and listeners may stand elsewhere. */
static enum truth listener_asks(const struct server *s)
{
	const struct node *spec = s->gateway->resource->spec;
	bool usual = s->protocol == PROTOCOL_HTTP || s->protocol == PROTOCOL_HTTPS || s->protocol == PROTOCOL_TCP || s->protocol == PROTOCOL_TLS;

	if (!usual || node_find(s->tls_node, "options") || node_find(s->tls_node, "frontendValidation") || node_find(spec, "tls")
			|| node_find(spec, "allowedListeners") || !str_is(node_get_text(spec, KEY_gatewayClassName), "istio"))
		return UNKNOWN;
	return NO;
}

static enum truth server_asks(const struct server *s)
{
	if (s->gateway->kubernetes)
		return listener_asks(s);
	if (is_mutual(s->tls))
		return YES;
	return s->tls == SERVER_TLS_INVALID ? UNKNOWN : NO;
}

static enum truth gateway_asks(const struct gateway *g)
{
	enum truth t = g->partial || !g->n ? UNKNOWN : NO;

	for (size_t i = 0; i < g->n; i++)
		t = truth_or(t, server_asks(&g->servers[i]));
	return t;
}

/* A Gateway of the Gateway API may be for a workload that others have made. */
static bool is_of_others(const struct gateway *g)
{
	return g->kubernetes && node_first(node_find(g->resource->spec, "addresses"));
}

static bool has_selector(const struct gateway *g)
{
	return g->kubernetes || (g->selector && g->selector->n);
}

static void note(struct certificate_asks *all, const struct gateway *g, struct arena *arena)
{
	enum truth t = gateway_asks(g);
	struct selection on;

	if (!has_selector(g) || is_of_others(g)) {
		all->everywhere = truth_or(all->everywhere, t == NO && !is_of_others(g) ? NO : UNKNOWN);
		return;
	}
	on = gateway_workloads(all->mesh, g, arena);
	for (size_t i = 0; i < on.n; i++) {
		void **place = map_at(arena, &all->at, on.at[i], NULL, NULL);
		struct asks *mine = *place;

		if (!mine) {
			*place = mine = arena_new(arena, struct asks);
			mine->asks = NO;
		}
		mine->asks = truth_or(mine->asks, i < on.n_sure || t == NO ? t : UNKNOWN);
		if (!mine->server && t == NO && i < on.n_sure)
			mine->server = &g->servers[0];
	}
}

void certificate_asks_make(const struct mesh *m, struct arena *arena, struct certificate_asks *out)
{
	size_t n;
	const struct gateway *all = mesh_gateways(m, &n);

	*out = (struct certificate_asks){ .mesh = m, .everywhere = anywhere_asks_certificates(m) ? UNKNOWN : NO };
	for (size_t i = 0; i < n; i++)
		note(out, &all[i], arena);
}

/* May the EnvoyFilter change what TLS a gateway of its namespace speaks, or what it knows of the client? */
static bool changes_connections(const struct resource *filter)
{
	const struct node *patches = node_get(filter->spec, KEY_configPatches);

	for (const struct node *n = node_first(patches); n; n = node_next(n)) {
		const struct str *to = node_get_text(n, KEY_applyTo), *context = node_text(node_at(n, KEY_match, KEY_context, 0));

		if (str_starts(context, "SIDECAR"))
			continue;
		if (!to || str_is(to, "LISTENER") || str_is(to, "FILTER_CHAIN") || str_is(to, "NETWORK_FILTER"))
			return true;
	}
	return filter->partial || !patches;
}

static bool is_filtered(const struct mesh *m, const struct str *ns)
{
	struct resources all = mesh_in(m, KIND_ENVOY_FILTER, ns);

	for (size_t i = 0; i < all.n; i++)
		if (changes_connections(all.at[i]))
			return true;
	return anywhere_more(m, KIND_ENVOY_FILTER, ns);
}

enum truth workload_asks_certificates(const struct certificate_asks *all, const struct workload *w, const struct server **server)
{
	const struct mesh *m = all->mesh;
	const struct asks *mine = map_get(&all->at, w, NULL, NULL);

	if (!mine || mine->asks != NO || !mine->server || all->everywhere != NO)
		return mine && mine->asks == YES ? YES : UNKNOWN;
	if (mesh_closed(m, SCOPE_GATEWAYS, w->ns) != YES || mesh_closed(m, SCOPE_GATEWAYS, mine->server->gateway->resource->ns) != YES
			|| is_filtered(m, w->ns) || is_filtered(m, mesh_root_namespace(m)))
		return UNKNOWN;
	*server = mine->server;
	return NO;
}
