/* The way of a request through a gateway: its servers as istiod merges them, filter chains, virtual hosts. */
#include <stdlib.h>
#include <string.h>

#include "mesh/gateway.h"
#include "mesh/host.h"
#include "object/age.h"
#include "traffic/way.h"

/* A server that listens on the port in question. */
struct opening {
	const struct server *server;
	const struct str *key;    /* of its Gateway: "ns/name" */
	bool dropped;             /* istiod passes it over */
};

struct entrance {
	struct way *w;
	uint32_t port;            /* of the container */
	VEC(struct opening) all;
	VEC(const struct server *) unsure; /* that may be there, too */
};

/* --- Servers --- */

/* The container's port that a Gateway's port number stands for: by a Service of the workload that has it, else the same. */
static uint32_t container_port(struct way *w, uint32_t number)
{
	struct services all = workload_services(w->m, w->scope.proxy, w->arena);

	for (size_t i = 0; i < all.n; i++) {
		const struct port *p = service_port(all.at[i], number);
		uint32_t target;

		if (p && port_target(p, w->scope.proxy, &target) == YES)
			return target;
	}
	return number;
}

static int compare_gateways(const void *a, const void *b)
{
	return resource_by_age((*(const struct gateway *const *)a)->resource, (*(const struct gateway *const *)b)->resource);
}

static const char *bind_of(const struct server *s)
{
	return s->bind && !str_is(s->bind, "0.0.0.0") && !str_is(s->bind, "::") ? s->bind->text : "";
}

static bool is_passthrough(const struct server *s)
{
	return s->tls == SERVER_TLS_PASSTHROUGH || s->tls == SERVER_TLS_AUTO_PASSTHROUGH;
}

/* A server that ends TLS and speaks HTTP in it. */
static bool ends_https(const struct server *s)
{
	return s->protocol == PROTOCOL_HTTPS && s->tls != SERVER_TLS_NONE && !is_passthrough(s);
}

/* Do two servers use TLS for the same host, as it is written? */
static bool shares_host(const struct server *a, const struct server *b)
{
	for (size_t i = 0; i < a->n_hosts; i++)
		for (size_t k = 0; k < b->n_hosts; k++)
			if (a->hosts[i].host == b->hosts[k].host && a->hosts[i].ns == b->hosts[k].ns)
				return true;
	return false;
}

/* Is the server one that istiod passes over beside those before it? (pilot model/gateway.go mergeGateways) */
static bool is_dropped(const struct entrance *e, const struct server *s)
{
	const struct server *plain = NULL;
	bool any = false;

	for (size_t i = 0; i < e->all.n; i++) {
		const struct server *o = e->all.at[i].server;

		/* A dropped one has taken neither the port nor the hosts. */
		if (e->all.at[i].dropped)
			continue;
		any = true;
		if (s->tls != SERVER_TLS_NONE && o->tls != SERVER_TLS_NONE && strcmp(bind_of(s), bind_of(o)) == 0 && shares_host(s, o))
			return true;
		if (!plain && (o->tls == SERVER_TLS_NONE || protocol_is_http(o->protocol)))
			plain = o;
	}
	if (!any || !plain || strcmp(bind_of(plain), bind_of(s)) != 0)
		return false;
	return !(protocol_is_http(plain->protocol) && protocol_is_http(s->protocol));
}

static void add_gateway(struct entrance *e, const struct gateway *g)
{
	const struct str *key = pool_printf(mesh_pool(e->w->m), "%s/%s", g->resource->ns->text, g->resource->name->text);

	for (size_t i = 0; i < g->n; i++) {
		struct opening o = { .server = &g->servers[i], .key = key };

		if (o.server->port <= 0 || o.server->port > 65535 || container_port(e->w, (uint32_t)o.server->port) != e->port)
			continue;
		o.dropped = is_dropped(e, o.server);
		vec_push(e->w->arena, &e->all, o);
	}
}

static void find_servers(struct entrance *e)
{
	size_t n, found = 0;
	const struct gateway *all = mesh_gateways(e->w->m, &n);
	const struct gateway **mine = arena_array(e->w->arena, const struct gateway *, n);

	for (size_t i = 0; i < n; i++) {
		enum truth takes = all[i].kubernetes ? NO : workload_matches(e->w->scope.proxy, all[i].selector);

		if (takes == UNKNOWN)
			answer_undecided(e->w->out, "does %s select the workload?", way_name(e->w, all[i].resource));
		if (takes == YES)
			mine[found++] = &all[i];
	}
	if (found)
		qsort(mine, found, sizeof *mine, compare_gateways);
	for (size_t i = 0; i < found; i++)
		add_gateway(e, mine[i]);
}

/* --- Virtual hosts --- */

/* A host that a VirtualService and a server have in common: the narrower of the two. */
static void common_host(const struct str *a, const struct str *b, const struct str *name, const struct str **best)
{
	const struct str *common = host_covers(b, a) == YES ? a : host_covers(a, b) == YES ? b : NULL;

	if (common && host_covers(common, name) == YES && (!*best || host_compare(common, *best) < 0))
		*best = common;
}

/* The most specific host of a VirtualService on a server that takes the name; NULL. */
static const struct str *host_on(struct way *w, const struct server *s, const struct virtualservice *vs, const struct str *name)
{
	const struct str *best = NULL;

	for (size_t i = 0; i < s->n_hosts; i++) {
		if (s->hosts[i].ns && s->hosts[i].ns != vs->resource->ns)
			continue;
		for (size_t k = 0; k < vs->n_hosts; k++)
			common_host(host_lower(w->m, s->hosts[i].host), vs->hosts[k].lower, name, &best);
	}
	return best;
}

/* A VirtualService on a server, with the host by which it takes the name. */
struct tenant {
	const struct opening *opening;
	const struct virtualservice *vs;
	const struct str *host;
	struct route route;
};

struct tenants {
	VEC(struct tenant) list;
	const struct str *host;   /* the most specific one of all, of servers that only redirect too */
	const struct opening *redirect; /* a server that wants HTTPS for it */
	bool any;                 /* some server has some virtual host */
};

static void note_host(struct tenants *t, const struct opening *o, const struct str *host)
{
	if (t->host && host != t->host && host_compare(host, t->host) > 0)
		return;
	if (host != t->host)
		t->redirect = NULL;
	t->host = host;
	if (o->server->https_redirect)
		t->redirect = o;
}

static struct asker asker_of(struct way *w, const struct opening *o, enum asking asking)
{
	return (struct asker){ .asking = asking, .m = w->m, .proxy = w->scope.proxy, .gateway = o->key, .port = (uint32_t)o->server->port };
}

/* Is there a host that both have? */
static bool meets(const struct server *s, const struct virtualservice *vs)
{
	for (size_t k = 0; k < vs->n_hosts; k++)
		if (server_admits(s, vs->resource->ns, vs->hosts[k].host) == YES)
			return true;
	return false;
}

static void add_tenants(struct way *w, struct tenants *t, const struct opening *o, const struct str *name)
{
	const struct virtualservice *const *all;
	size_t n;

	scope_virtuals(&w->scope, o->key, w->arena, &all, &n);
	for (size_t i = 0; i < n; i++) {
		struct tenant x = { .opening = o, .vs = all[i], .host = host_on(w, o->server, all[i], name) };
		struct asker asker = asker_of(w, o, ASKING_HTTP);

		if (!x.host && !meets(o->server, all[i]))
			continue;
		route_make(w->m, all[i], ROUTE_HTTP, w->arena, &x.route);
		if (way_has_rules(&x.route, &asker) == NO)
			continue;
		t->any = true;
		if (!x.host)
			continue;
		note_host(t, o, x.host);
		vec_push(w->arena, &t->list, x);
	}
	if (!o->server->https_redirect)
		return;
	t->any = true;
	for (size_t i = 0; i < o->server->n_hosts; i++)
		if (!o->server->hosts[i].ns && host_covers(host_lower(w->m, o->server->hosts[i].host), name) == YES)
			note_host(t, o, host_lower(w->m, o->server->hosts[i].host));
}

/* Could the order of two VirtualServices decide, and is it not known? */
static void check_order(struct way *w, const struct tenants *t, size_t taker, enum catching which)
{
	const struct tenant *a = &t->list.at[taker];

	for (size_t i = 0; i < t->list.n; i++) {
		const struct tenant *b = &t->list.at[i];
		struct asker asker = asker_of(w, b->opening, ASKING_HTTP);

		if (b->vs == a->vs || b->host != t->host || resource_is_older(a->vs->resource, b->vs->resource) != UNKNOWN
				|| virtualservice_rank(a->vs, w->scope.proxy->ns) != virtualservice_rank(b->vs, w->scope.proxy->ns))
			continue;
		if (way_would_take(w, &b->route, &asker, which) != NO)
			answer_undecided(w->out, "which of %s and %s is older?", way_name(w, a->vs->resource), way_name(w, b->vs->resource));
	}
}

/* Those with the virtual host's name, in istiod's order; what takes everything stands behind all others. */
static bool try_tenants(struct way *w, const struct tenants *t)
{
	static const enum catching turns[] = { CATCH_SOME, CATCH_ALL };

	for (size_t turn = 0; turn < 2; turn++)
		for (size_t i = 0; i < t->list.n; i++) {
			const struct tenant *x = &t->list.at[i];
			struct asker asker = asker_of(w, x->opening, ASKING_HTTP);

			if (x->host != t->host || way_try_rules(w, &x->route, &asker, turns[turn]) == NO)
				continue;
			check_order(w, t, i, turns[turn]);
			return true;
		}
	return false;
}

static void route_by_host(struct entrance *e, const struct opening *const *servers, size_t n, bool tls)
{
	struct way *w = e->w;
	struct tenants t = { 0 };

	for (size_t i = 0; i < n; i++)
		add_tenants(w, &t, servers[i], w->r->host);
	if (!t.host) {
		answer_step(w->out, NULL, t.any ? "no VirtualService of the gateway has the host \"%s\" there: 404" : "no VirtualService is on it for \"%s\": 404", w->r->host->text);
		answer_refuse(w->out, t.any ? "no-virtual-host" : "no-route");
	} else if (t.redirect && !tls) {
		w->out->outcome = OUTCOME_REDIRECTED;
		w->out->status = 301;
		w->out->reason = "tls-required";
		w->out->location = arena_printf(w->arena, "https://%s%s", w->r->authority->text, w->r->path->text);
		w->out->by = (struct cause){ t.redirect->server->gateway->resource, t.redirect->server->node };
		answer_step(w->out, &w->out->by, "the server redirects to HTTPS");
	} else if (!try_tenants(w, &t)) {
		answer_step(w->out, t.list.n ? &(struct cause){ t.list.at[0].vs->resource, NULL } : NULL, "the host is there, but no rule takes the request: 404");
		answer_refuse(w->out, "no-route");
	}
}

/* --- Filter chains --- */

/* How well a server that uses TLS fits a name: more than any length where a host is the name. */
static size_t fit(struct way *w, const struct server *s, const struct str *sni)
{
	size_t best = 0;

	for (size_t i = 0; i < s->n_hosts; i++) {
		const struct str *host = host_lower(w->m, s->hosts[i].host);

		if (host == sni)
			return SIZE_MAX;
		if (host_is_wild(host) && host_covers(host, sni) == YES && host->len > best)
			best = host->len;
	}
	return best;
}

/* The server whose chain takes the name. NULL: none, or (twice) several that Envoy cannot tell apart. */
static const struct opening *by_sni(struct entrance *e, bool *twice)
{
	const struct opening *best = NULL;
	size_t most = 0;

	*twice = false;
	for (size_t i = 0; i < e->all.n; i++) {
		const struct opening *o = &e->all.at[i];
		size_t n = o->dropped || o->server->tls == SERVER_TLS_NONE || is_passthrough(o->server) ? 0 : fit(e->w, o->server, e->w->r->host);

		if (n && n == most)
			*twice = true;
		if (n <= most)
			continue;
		most = n;
		best = o;
		*twice = false;
	}
	return best;
}

/* Passthrough servers: the tls routes of the VirtualServices on them. */
static bool pass_through(struct entrance *e)
{
	struct way *w = e->w;
	struct sni_choice best = { 0 };
	const struct opening *at = NULL;

	for (size_t i = 0; i < e->all.n; i++) {
		const struct opening *o = &e->all.at[i];
		const struct virtualservice *const *all;
		struct asker asker = asker_of(w, o, ASKING_SERVER);
		size_t n;

		if (o->dropped || o->server->tls != SERVER_TLS_PASSTHROUGH || protocol_is_http(o->server->protocol))
			continue;
		scope_virtuals(&w->scope, o->key, w->arena, &all, &n);
		for (size_t k = 0; k < n; k++) {
			struct route *route = arena_new(w->arena, struct route);
			const struct route_match *before = best.match;

			if (!meets(o->server, all[k]))
				continue;
			route_make(w->m, all[k], ROUTE_TLS, w->arena, route);
			way_offer_sni(w, route, &asker, w->r->host, &best);
			if (best.match != before)
				at = o;
		}
	}
	if (!best.match)
		return false;
	way_take(w, best.route, best.rule, best.match, &(struct asker){ .asking = ASKING_SERVER, .m = w->m, .proxy = w->scope.proxy,
		.gateway = at->key, .port = (uint32_t)at->server->port });
	return true;
}

/* The tcp routes of the VirtualServices on a server. */
static bool connect_on(struct way *w, const struct opening *o)
{
	struct asker asker = asker_of(w, o, ASKING_SERVER);
	const struct virtualservice *const *all;
	size_t n;

	scope_virtuals(&w->scope, o->key, w->arena, &all, &n);
	for (size_t i = 0; i < n; i++) {
		struct route route;

		if (!meets(o->server, all[i]))
			continue;
		route_make(w->m, all[i], ROUTE_TCP, w->arena, &route);
		if (way_try_connection(w, &route, &asker) != NO)
			return true;
	}
	return false;
}

/* A client certificate is asked for, and this client has none. */
static bool lacks_certificate(const struct way *w, const struct server *s)
{
	return (s->tls == SERVER_TLS_MUTUAL || s->tls == SERVER_TLS_ISTIO_MUTUAL) && w->r->tls == REQUEST_TLS;
}

static void enter_tls(struct entrance *e)
{
	struct way *w = e->w;
	bool twice;
	const struct opening *o = by_sni(e, &twice);

	if (!o) {
		if (!pass_through(e)) {
			answer_step(w->out, NULL, "no server of port %u uses TLS for \"%s\"", e->port, w->r->host->text);
			answer_refuse(w->out, "no-filter-chain");
		}
		return;
	}
	answer_step(w->out, &(struct cause){ o->server->gateway->resource, o->server->node }, "%s takes the server name \"%s\"",
		way_name(w, o->server->gateway->resource), w->r->host->text);
	if (twice)
		answer_refuse(w->out, "several-filter-chains");
	else if (lacks_certificate(w, o->server))
		answer_refuse(w->out, "client-certificate-required");
	else if (ends_https(o->server) && w->r->scheme == SCHEME_HTTPS)
		route_by_host(e, &o, 1, true);
	else if (ends_https(o->server) || !connect_on(w, o))
		answer_refuse(w->out, ends_https(o->server) ? "not-http" : "no-filter-chain");
}

static void enter_plain(struct entrance *e)
{
	struct way *w = e->w;
	const struct opening **servers = arena_array(w->arena, const struct opening *, e->all.n);
	bool tls = false;
	size_t n = 0;

	for (size_t i = 0; i < e->all.n; i++) {
		const struct opening *o = &e->all.at[i];

		tls |= !o->dropped && o->server->tls != SERVER_TLS_NONE && !protocol_is_http(o->server->protocol);
		if (!o->dropped && protocol_is_http(o->server->protocol))
			servers[n++] = o;
	}
	if (n && w->r->scheme != SCHEME_TCP) {
		answer_step(w->out, &(struct cause){ servers[0]->server->gateway->resource, servers[0]->server->node }, "%s speaks HTTP on port %u",
			way_name(w, servers[0]->server->gateway->resource), w->r->port);
		route_by_host(e, servers, n, false);
		return;
	}
	for (size_t i = 0; i < e->all.n && !n; i++)
		if (!e->all.at[i].dropped && e->all.at[i].server->tls == SERVER_TLS_NONE && connect_on(w, &e->all.at[i]))
			return;
	answer_refuse(w->out, n ? "not-http" : tls ? "tls-required" : "no-filter-chain");
}

void gateway_follow(struct way *w)
{
	struct entrance e = { .w = w, .port = container_port(w, w->r->port) };
	bool listens = false;

	find_servers(&e);
	if (w->out->outcome == OUTCOME_UNDECIDED)
		return;
	for (size_t i = 0; i < e.all.n; i++)
		listens |= !e.all.at[i].dropped;
	if (!listens) {
		answer_step(w->out, NULL, "no Gateway of this workload has a server for port %u", w->r->port);
		answer_refuse(w->out, "no-listener");
	} else if (w->r->scheme == SCHEME_HTTPS || w->r->scheme == SCHEME_TLS) {
		enter_tls(&e);
	} else {
		enter_plain(&e);
	}
}
