/* The way of a request through a gateway: the filter chains of its port, and what stands behind them. */
#include <string.h>

#include "base/buf.h"
#include "traffic/entrance.h"
#include "world/attached.h"
#include "world/host.h"

/* What takes a connection to the port. */
struct door {
	const struct opening *opening;     /* the server */
	const struct group *group;
	bool http;
	bool tls;                          /* it ends TLS */
	VEC(const struct str *) names;     /* in lower case: only TLS for these; none: anything */
	const struct route *route;         /* of connections */
	const struct route_rule *rule;
	const struct route_match *match;
};

/* A name that a tls rule has taken, and at what address. */
struct taken_name {
	const struct str *name;
	const char *bind;
};

struct doors {
	struct entrance *e;
	VEC(struct door) list;
	VEC(struct taken_name) sni;        /* of passthrough servers */
	bool listens;
	bool inspects;                     /* names of TLS are looked for */
};

static bool is_passthrough(const struct server *s)
{
	return s->tls == SERVER_TLS_PASSTHROUGH || s->tls == SERVER_TLS_AUTO_PASSTHROUGH;
}

/* A server that ends TLS and speaks HTTP in it. */
static bool ends_https(const struct server *s)
{
	return s->protocol == PROTOCOL_HTTPS && s->tls_node && !is_passthrough(s);
}

/* --- Doors --- */

static void add_door(struct doors *d, struct door x, const struct str *const *names, size_t n)
{
	struct way *w = d->e->w;
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any |= str_is(names[i], "*");
	for (size_t i = 0; i < n && !any; i++)
		vec_push(w->arena, &x.names, host_lower(w->m, names[i]));
	d->inspects |= n || x.tls;
	vec_push(w->arena, &d->list, x);
}

/* The names of a server that ends TLS. */
static void add_server_door(struct doors *d, struct door x)
{
	const struct server *s = x.opening->server;
	const struct str **names = arena_array(d->e->w->arena, const struct str *, s->n_hosts);

	for (size_t i = 0; i < s->n_hosts; i++)
		names[i] = s->hosts[i].host;
	add_door(d, x, names, x.tls ? s->n_hosts : 0);
}

/* The first tcp rule of the VirtualServices on a server. False: there is none, and the server has no door. */
static bool find_tcp_rule(struct way *w, struct door *x)
{
	struct asker asker = entrance_asker(w, x->opening, ASKING_SERVER);
	const struct virtualservice *const *all;
	size_t n;

	scope_virtuals(&w->scope, x->opening->key, w->arena, &all, &n);
	for (size_t i = 0; i < n; i++) {
		struct route *route = arena_new(w->arena, struct route);

		if (!virtualservice_meets_server(all[i], x->opening->server))
			continue;
		route_make(w->m, all[i], ROUTE_TCP, w->arena, route);
		if (way_first_connection(route, &asker, &x->rule, &x->match)) {
			x->route = route;
			return true;
		}
	}
	return false;
}

/* Take the names of a tls rule. False: at its address some are taken. */
static bool take_names(struct doors *d, const struct route_match *match, const char *bind)
{
	for (size_t i = 0; i < match->sni.n; i++)
		for (size_t k = 0; k < d->sni.n; k++)
			if (d->sni.at[k].name == match->sni.at[i] && strcmp(d->sni.at[k].bind, bind) == 0)
				return false;
	for (size_t i = 0; i < match->sni.n; i++)
		vec_push(d->e->w->arena, &d->sni, ((struct taken_name){ match->sni.at[i], bind }));
	return true;
}

static void add_tls_rules(struct doors *d, struct door x, const struct virtualservice *vs)
{
	struct way *w = d->e->w;
	struct route *route = arena_new(w->arena, struct route);
	struct asker asker = entrance_asker(w, x.opening, ASKING_SERVER);

	route_make(w->m, vs, ROUTE_TLS, w->arena, route);
	for (size_t i = 0; i < route->rules.n; i++) {
		const struct route_rule *rule = &route->rules.at[i];

		for (size_t j = 0; rule->backends.n && j < rule->matches.n; j++) {
			const struct route_match *match = &rule->matches.at[j];

			if (route_match_applies(&asker, match) == NO || !take_names(d, match, x.group->bind))
				continue;
			x.route = route;
			x.rule = rule;
			x.match = match;
			add_door(d, x, match->sni.at, match->sni.n);
		}
	}
}

static void add_passthrough(struct doors *d, struct door x)
{
	struct way *w = d->e->w;
	const struct virtualservice *const *all;
	size_t n;

	/* Clusters of other proxies' making: no client but a gateway of the mesh asks for their names. */
	if (x.opening->server->tls == SERVER_TLS_AUTO_PASSTHROUGH) {
		d->listens = true;
		return;
	}
	scope_virtuals(&w->scope, x.opening->key, w->arena, &all, &n);
	for (size_t i = 0; i < n; i++)
		if (virtualservice_meets_server(all[i], x.opening->server))
			add_tls_rules(d, x, all[i]);
}

static void add_server(struct doors *d, const struct group *g, const struct opening *o)
{
	struct door x = { .opening = o, .group = g };

	if (ends_https(o->server)) {
		x.http = x.tls = true;
		add_server_door(d, x);
	} else if (o->server->tls_node && is_passthrough(o->server)) {
		add_passthrough(d, x);
	} else if (find_tcp_rule(d->e->w, &x)) {
		x.tls = o->server->tls_node != NULL;
		add_server_door(d, x);
	}
}

/* A listener for another address takes nothing that reaches the workload from outside. */
static bool is_elsewhere(const struct group *g)
{
	return *g->bind && strcmp(g->bind, "0.0.0.0") != 0 && strcmp(g->bind, "::") != 0;
}

static void find_doors(struct doors *d)
{
	for (size_t i = 0; i < d->e->groups.n; i++) {
		const struct group *g = &d->e->groups.at[i];

		if (is_elsewhere(g))
			continue;
		if (g->http)
			add_door(d, (struct door){ .opening = g->servers.at[0], .group = g, .http = true }, NULL, 0);
		for (size_t k = 0; !g->http && k < g->servers.n; k++)
			add_server(d, g, g->servers.at[k]);
	}
	d->listens |= d->list.n > 0;
}

/* --- Which door --- */

/* How well the names fit: 0 not at all, 1 as a door without names. */
static size_t fit(const struct door *x, const struct str *sni)
{
	size_t best = x->names.n ? 0 : 1;

	for (size_t i = 0; i < x->names.n; i++) {
		const struct str *s = x->names.at[i];

		if (sni && s == sni)
			return SIZE_MAX;
		if (sni && host_is_wild(s) && host_covers(s, sni) == YES && s->len > best)
			best = s->len;
	}
	return best;
}

/* The door that takes the name. NULL: none; *twice: several that Envoy cannot tell apart. */
static const struct door *choose(const struct doors *d, const struct str *sni, bool *twice)
{
	const struct door *best = NULL;
	size_t most = 0;

	*twice = false;
	for (size_t i = 0; i < d->list.n; i++) {
		size_t n = fit(&d->list.at[i], sni);

		*twice = n > most ? false : *twice || (n && n == most);
		if (n <= most)
			continue;
		most = n;
		best = &d->list.at[i];
	}
	return best;
}

/* A client certificate is asked for, and this client has none. */
static bool lacks_certificate(const struct way *w, const struct server *s)
{
	return (s->tls == SERVER_TLS_MUTUAL || s->tls == SERVER_TLS_ISTIO_MUTUAL) && w->r->tls == REQUEST_TLS;
}

static const char *refusal(const struct way *w, const struct door *x, bool secure)
{
	const struct request *r = w->r;

	if (x->tls && !secure)
		return "tls-required";
	if (x->tls && lacks_certificate(w, x->opening->server))
		return "client-certificate-required";
	if (x->http && (r->scheme == SCHEME_TCP || r->scheme == SCHEME_TLS || (secure && !x->tls)))
		return "not-http";
	return NULL;
}

static void enter(struct doors *d)
{
	struct way *w = d->e->w;
	bool secure = request_is_tls(w->r), twice;
	const struct door *x = choose(d, secure && d->inspects ? request_sni(w->r, mesh_pool(w->m)) : NULL, &twice);
	const char *why;

	if (!x || twice) {
		answer_step(w->out, NULL, x ? "several servers of port %u take it: Envoy cannot tell them apart" : "no server of port %u takes it", w->r->port);
		answer_refuse(w->out, x ? "several-filter-chains" : secure ? "no-filter-chain" : "tls-required");
		return;
	}
	why = refusal(w, x, secure);
	answer_step(w->out, &(struct cause){ x->opening->server->gateway->resource, x->opening->server->node },
		x->http && !secure ? "%s speaks HTTP on port %u" : "%s takes it on port %u", way_name(w, x->opening->server->gateway->resource), w->r->port);
	if (why)
		answer_refuse(w->out, why);
	else if (x->http)
		tenants_route(w, x->tls ? &x->opening : x->group->servers.at, x->tls ? 1 : x->group->servers.n, x->tls);
	else
		way_take(w, x->route, x->rule, x->match, &(struct asker){ .asking = ASKING_SERVER, .m = w->m, .proxy = w->scope.proxy,
			.gateway = x->opening->key, .port = (uint32_t)x->opening->server->port });
}

/*
 * Does the tree tell what the port of the gateway's Service leads to? istiod takes a server's number for the Service's port, else for the
 * container's: 8080 is reached by port 80 of a Service that leads there. A workload that stands for one that no file describes has Services
 * that none describes, even in a closed world: Istio's own installation is taken to be there.
 */
static bool is_port_told(const struct way *w)
{
	const struct workload *gateway = w->scope.proxy;
	struct services all = workload_services(w->m, gateway, w->arena);
	bool described = gateway->resource->kind != KIND_GATEWAY;
	uint32_t port;

	if (gateway->resource->kind == KIND_K8S_GATEWAY)
		return true; /* it is deployed with the listeners' ports */
	for (size_t i = 0; i < all.n; i++) {
		const struct port *p = service_port(all.at[i], w->r->port);

		if (p)
			return port_target(p, gateway, &port) == YES;
	}
	return described && (mesh_world(w->m) == WORLD_CLOSED || (all.n && mesh_closed(w->m, SCOPE_HOSTS, gateway->ns) == YES));
}

static void tell_no_listener(const struct entrance *e)
{
	struct way *w = e->w;
	struct buf ports = BUF_INIT;

	if (w->scope.proxy->resource->kind == KIND_K8S_GATEWAY && !gateway_is_programmed(w->m, gateway_of(w->m, w->scope.proxy->resource))) {
		answer_undecided(w->out, "what %s does: only Gateways of Istio's own class that are no waypoints are followed", way_name(w, w->scope.proxy->resource));
		return;
	}
	answer_step(w->out, NULL, w->scope.proxy->resource->kind == KIND_K8S_GATEWAY ? "the Gateway has no listener for port %u"
		: "no Gateway of this workload has a server for port %u", w->r->port);
	if (!e->others.n || is_port_told(w)) {
		answer_refuse(w->out, "no-listener");
		return;
	}
	for (size_t i = 0; i < e->others.n; i++)
		buf_printf(&ports, "%s%u", i ? ", " : "", e->others.at[i]);
	answer_undecided(w->out, "which ports of the gateway's Service lead to port%s %s", e->others.n > 1 ? "s" : "", ports.at);
	buf_release(&ports);
}

void gateway_follow(struct way *w)
{
	struct entrance e = { .w = w };
	struct doors d = { .e = &e };

	entrance_gather(&e);
	if (w->out->outcome == OUTCOME_UNDECIDED)
		return;
	find_doors(&d);
	if (w->out->outcome == OUTCOME_UNDECIDED)
		return;
	if (d.listens)
		enter(&d);
	else
		tell_no_listener(&e);
}
