/* The outbound listeners of a port: which services share one, and what each of them takes. */
#include <string.h>

#include "keys.h"
#include "traffic/outbound.h"
#include "world/host.h"

struct listeners {
	struct outbound *o;
	VEC(struct listener) all;
};

/* Where a service's port is listened for. */
struct place {
	const struct str *address;  /* NULL: everywhere */
	const struct str *cidr;
};

/* --- Addresses --- */

static bool is_everywhere(const struct str *s)
{
	return !s || str_is(s, "0.0.0.0");
}

/* An address without its prefix, where that leaves a single one. */
static const struct str *unprefixed(struct outbound *o, const struct str *text)
{
	const char *slash = text ? memchr(text->text, '/', text->len) : NULL;

	return slash && strcmp(slash, "/32") == 0 ? pool_intern(mesh_pool(o->w->m), text->text, (size_t)(slash - text->text)) : text;
}

static bool is_range(const struct str *address)
{
	return address && memchr(address->text, '/', address->len);
}

/* What clients of a headless service connect to: a name for its pods, where there is one beside the client itself. */
static const struct str *pods_of(struct outbound *o, const struct service *s)
{
	struct selection all = service_workloads(o->w->m, s, o->w->arena);

	for (size_t i = 0; i < all.n; i++)
		if (all.at[i] != o->w->scope.proxy)
			return pool_printf(mesh_pool(o->w->m), "pods of %s in %s", s->host->text, s->ns->text);
	return NULL;
}

static bool has_pods(const struct service *s)
{
	return s->resolution == RESOLUTION_NONE && (s->kind == SERVICE_KUBERNETES || (!node_first(s->addresses) && s->selector));
}

const struct str *listener_address(struct outbound *o, const struct service *s)
{
	const struct str *address = node_text(node_first(s->addresses)), *ip;

	if (has_pods(s))
		return pods_of(o, s);
	if (s->kind == SERVICE_ENTRY)
		return unprefixed(o, address);
	ip = node_get_text(s->resource->spec, KEY_clusterIP);
	return ip && ip->len ? ip : s->host;
}

static bool has_endpoints(const struct outbound *o, const struct service *s)
{
	return s->kind == SERVICE_KUBERNETES || s->selector ? service_workloads(o->w->m, s, o->w->arena).truth != NO : s->resolution != RESOLUTION_NONE;
}

/*
 * istiod keeps endpoints by host, namespace and port: a ServiceEntry without addresses takes those of another one for its
 * own, and is listened for at them instead of everywhere. Asked of what has no pods of its own.
 */
static bool borrows_endpoints(const struct outbound *o, const struct service *s)
{
	if (s->resolution != RESOLUTION_NONE || node_first(s->addresses))
		return false;
	for (const struct service *x = mesh_services(o->w->m, s->host); x; x = x->same_host)
		if (x->ns == s->ns && service_port(x, o->w->r->port) && has_endpoints(o, x))
			return true;
	return false;
}

/* Where a Sidecar's listener is bound to; NULL: where its services are. */
static const struct str *bind_of(struct outbound *o, const struct egress *e)
{
	const struct str *bind = node_get_text(e->node, KEY_bind), *mode = node_get_text(e->node, KEY_captureMode);

	if (bind && bind->len)
		return bind;
	return str_is(mode, "NONE") ? pool_text(mesh_pool(o->w->m), "127.0.0.1") : NULL;
}

/* False: the port is listened for nowhere. */
static bool find_place(struct outbound *o, const struct egress *e, const struct service *s, enum protocol protocol, struct place *out)
{
	const struct str *bind = bind_of(o, e), *address;

	*out = (struct place){ 0 };
	if (bind || protocol_is_http(protocol)) {
		out->address = is_everywhere(bind) ? NULL : bind;
		return true;
	}
	if (has_pods(s) && !e->port) {
		out->address = pods_of(o, s);
		return out->address != NULL;
	}
	if (has_pods(s))
		return true;
	if (!e->port && borrows_endpoints(o, s))
		return false;
	address = listener_address(o, s);
	if (is_range(address))
		out->cidr = address;
	else if (!is_everywhere(address))
		out->address = address;
	return true;
}

/* --- Chains --- */

static bool covers_host(const struct virtualservice *vs, const struct str *host)
{
	for (size_t i = 0; i < vs->n_hosts; i++)
		if (host_overlaps(vs->hosts[i].host, host) == YES)
			return true;
	return false;
}

static struct route *connection_route(struct outbound *o, const struct virtualservice *vs, enum route_kind kind)
{
	struct route *route = arena_new(o->w->arena, struct route);

	route_make(o->w->m, vs, kind, o->w->arena, route);
	return route;
}

static void add_sni(struct outbound *o, struct chain *c, const struct str *name)
{
	if (name)
		vec_push(o->w->arena, &c->sni, name);
}

/* Two chains of tls rules with the same names are one, of the first. */
static bool has_names(const struct listener *l, const struct route_match *match)
{
	for (size_t i = 0; i < l->chains.n; i++) {
		const struct chain *c = &l->chains.at[i];
		size_t n = 0;

		if (c->sni.n != match->sni.n || c->match->subnets != match->subnets)
			continue;
		while (n < match->sni.n && c->sni.at[n] == match->sni.at[n])
			n++;
		if (n == match->sni.n)
			return true;
	}
	return false;
}

/* The tls rules of a service's VirtualServices; false: none is for this client and port. */
static bool add_tls_rules(struct outbound *o, const struct chain *base, const struct virtualservice *vs, struct listener *out)
{
	struct route *route = connection_route(o, vs, ROUTE_TLS);
	bool any = false;

	for (size_t i = 0; i < route->rules.n; i++) {
		const struct route_rule *rule = &route->rules.at[i];

		for (size_t j = 0; rule->backends.n && j < rule->matches.n; j++) {
			const struct route_match *match = &rule->matches.at[j];
			struct chain c = *base;

			c.applies = route_match_applies(&o->asker, match);
			if (c.applies == NO)
				continue;
			any = true;
			if (has_names(out, match))
				continue;
			c.route = route;
			c.rule = rule;
			c.match = match;
			c.subnets = match->subnets != NULL;
			for (size_t k = 0; k < match->sni.n; k++)
				add_sni(o, &c, match->sni.at[k]);
			vec_push(o->w->arena, &out->chains, c);
		}
	}
	return any;
}

/* Must TLS name the service, because its address does not? */
static bool asks_for_name(struct outbound *o, const struct service *s, const struct place *place)
{
	const struct str *own = has_pods(s) ? NULL : listener_address(o, s);

	if (is_range(own))
		return true;
	return is_everywhere(own) && !place->address;
}

/* The names that TLS may name a service by: its host, and what ExternalNames are called that stand for it. */
static void add_own_names(struct outbound *o, struct chain *c)
{
	const struct mesh *m = o->w->m;
	struct services all = mesh_all_services(m);

	add_sni(o, c, c->service->host);
	for (size_t i = 0; i < all.n; i++) {
		const struct service *s = all.at[i];

		if (!hosting_is_alias(m, s, c->service->host))
			continue;
		add_sni(o, c, s->host);
		add_sni(o, c, pool_printf(mesh_pool(m), "%s.%s", s->name->text, s->ns->text));
		add_sni(o, c, pool_printf(mesh_pool(m), "%s.%s.svc", s->name->text, s->ns->text));
		if (s->ns == o->w->scope.proxy->ns)
			add_sni(o, c, s->name);
	}
}

static void add_tls_chains(struct outbound *o, const struct chain *base, const struct place *place, struct listener *out)
{
	const struct egress *e = base->egress;
	bool any = false;

	for (size_t i = 0; i < e->virtuals.n; i++)
		if (covers_host(e->virtuals.at[i], base->service->host))
			any |= add_tls_rules(o, base, e->virtuals.at[i], out);
	if (!any) {
		struct chain c = *base;

		if (asks_for_name(o, base->service, place))
			add_own_names(o, &c);
		vec_push(o->w->arena, &out->chains, c);
	}
}

/* The first tcp rule of a VirtualService that is for this client and port; false: none is. Whether it is there or takes the address, listener_choose asks. */
static bool add_tcp_rules(struct outbound *o, const struct chain *base, const struct virtualservice *vs, struct listener *out)
{
	struct route *route = connection_route(o, vs, ROUTE_TCP);

	for (size_t i = 0; i < route->rules.n; i++) {
		const struct route_rule *rule = &route->rules.at[i];

		for (size_t j = 0; rule->backends.n && j < rule->matches.n; j++) {
			struct chain c = *base;

			c.match = &rule->matches.at[j];
			c.applies = route_match_applies(&o->asker, c.match);
			if (c.applies == NO)
				continue;
			c.route = route;
			c.rule = rule;
			c.subnets = c.match->subnets != NULL;
			vec_push(o->w->arena, &out->chains, c);
			return true;
		}
	}
	return false;
}

static void add_connection_chains(struct outbound *o, const struct chain *base, enum protocol protocol, const struct place *place, struct listener *out)
{
	const struct egress *e = base->egress;

	o->asker.asking = ASKING_CONNECTION;
	if (protocol_is_tls(protocol)) {
		add_tls_chains(o, base, place, out);
		return;
	}
	for (size_t i = 0; i < e->virtuals.n; i++)
		if (covers_host(e->virtuals.at[i], base->service->host) && add_tcp_rules(o, base, e->virtuals.at[i], out))
			return;
	vec_push(o->w->arena, &out->chains, *base);
}

static bool same_names(const struct chain *a, const struct chain *b)
{
	for (size_t i = 0; i < a->sni.n; i++) {
		size_t k = 0;

		while (k < b->sni.n && b->sni.at[k] != a->sni.at[i])
			k++;
		if (k == b->sni.n)
			return false;
	}
	return true;
}

/* Envoy could not tell them apart; of two for some subnets that is not known, and one is enough for listener_choose to say so. */
static bool conflicts(const struct chain *a, const struct chain *b)
{
	return a->sniffed == b->sniffed && a->cidr == b->cidr && a->subnets == b->subnets && same_names(a, b) && same_names(b, a);
}

/* What may begin like HTTP has a chain for that, and gets no other. */
static void merge_chains(struct outbound *o, struct listener *into, const struct listener *more)
{
	for (size_t i = 0; i < more->chains.n; i++) {
		bool conflict = into->protocol == PROTOCOL_SNIFFED && more->chains.at[i].http;

		for (size_t k = 0; k < into->chains.n; k++)
			conflict |= conflicts(&into->chains.at[k], &more->chains.at[i]);
		if (!conflict)
			vec_push(o->w->arena, &into->chains, more->chains.at[i]);
	}
}

/* --- Listeners --- */

static struct listener *find(struct listeners *l, const struct str *address)
{
	for (size_t i = 0; i < l->all.n; i++)
		if (l->all.at[i].address == address)
			return &l->all.at[i];
	return NULL;
}

/* Databases whose servers speak first are never merged with anything else. */
static bool is_server_first(enum protocol p)
{
	return p == PROTOCOL_MONGO || p == PROTOCOL_MYSQL;
}

/* The protocol of a listener for both; false: the newcomer is left out. */
static bool merged_protocol(const struct listener *l, enum protocol incoming, enum protocol *out)
{
	if (l->locked || (protocol_is_http(incoming) && !protocol_is_tcp(l->protocol)))
		return false;
	if (incoming != l->protocol && (is_server_first(incoming) || is_server_first(l->protocol)))
		return false;
	*out = protocol_is_tcp(incoming) && protocol_is_tcp(l->protocol) ? l->protocol : PROTOCOL_SNIFFED;
	return true;
}

/* The chains of a service's port alone. */
static struct listener make(struct outbound *o, const struct egress *e, const struct service *s, enum protocol protocol, const struct place *place)
{
	struct listener out = { .address = place->address, .protocol = protocol };
	struct chain base = { .egress = e, .service = s, .cidr = place->cidr, .applies = YES };

	if (!protocol_is_http(protocol))
		add_connection_chains(o, &base, protocol, place, &out);
	else if (protocol != PROTOCOL_HTTP_PROXY && !place->address)
		out.protocol = PROTOCOL_SNIFFED;
	if (protocol_is_http(protocol) || protocol == PROTOCOL_SNIFFED) {
		base.http = true;
		base.cidr = NULL;
		base.sniffed = out.protocol == PROTOCOL_SNIFFED;
		vec_push(o->w->arena, &out.chains, base);
	}
	return out;
}

/* port: NULL on an HTTP proxy, for which services need not have the port. */
static void add_port(struct listeners *l, const struct egress *e, const struct service *s, const struct port *port)
{
	enum protocol protocol = e->port || !port ? e->protocol : port->protocol, merged = protocol;
	struct listener *there, mine;
	struct place place;

	if (protocol == PROTOCOL_UDP || s->resolution == RESOLUTION_ALIAS || !find_place(l->o, e, s, protocol, &place))
		return;
	if (place.address && place.address != l->o->address)
		return; /* another listener than that of the request */
	there = find(l, place.address);
	if (there && !merged_protocol(there, protocol, &merged))
		return;
	mine = make(l->o, e, s, protocol, &place);
	if (!there) {
		vec_push(l->o->w->arena, &l->all, mine);
	} else if (protocol == PROTOCOL_SNIFFED && protocol_is_http(there->protocol)) {
		*there = mine;
	} else {
		merge_chains(l->o, there, &mine);
		there->protocol = merged;
	}
}

static void add_egress(struct listeners *l, const struct egress *e)
{
	for (size_t i = 0; i < e->services.n; i++) {
		const struct port *port = service_port(e->services.at[i], l->o->w->r->port);

		if (port || e->protocol == PROTOCOL_HTTP_PROXY)
			add_port(l, e, e->services.at[i], port);
	}
}

const struct listener *listener_find(struct outbound *o)
{
	const struct proxy_scope *s = &o->w->scope;
	struct listeners l = { .o = o };
	const struct listener *found;

	for (size_t i = 0; i < s->egress.n; i++) {
		const struct egress *e = &s->egress.at[i];

		if (e->port && e->port != o->w->r->port)
			continue;
		for (size_t k = 0; k < l.all.n; k++)
			l.all.at[k].locked = true;
		add_egress(&l, e);
	}
	found = o->address ? find(&l, o->address) : NULL;
	return found ? found : find(&l, NULL);
}

/* --- Which chain --- */

static bool is_match_all(const struct chain *c)
{
	return !c->sni.n && !c->cidr && !c->subnets && !c->sniffed;
}

/* How well its names fit: 0 not at all, 1 as one without names. */
static size_t fit(const struct mesh *m, const struct chain *c, const struct str *sni)
{
	size_t best = c->sni.n ? 0 : 1;

	for (size_t i = 0; i < c->sni.n; i++) {
		const struct str *s = host_lower(m, c->sni.at[i]);

		if (s == sni)
			return SIZE_MAX;
		if (sni && host_covers(s, sni) == YES && s->len > best)
			best = s->len;
	}
	return best;
}

/* The name that TLS names. */
static const struct str *sni_of(const struct outbound *o)
{
	const struct request *r = o->w->r;

	return request_is_tls(r) ? request_sni(r, mesh_pool(o->w->m)) : NULL;
}

static void doubt(struct outbound *o, const struct chain *c)
{
	answer_undecided(o->w->out, "does %s of %s take the connection?", node_path(o->w->arena, c->match->node, c->rule->resource->root),
		way_name(o->w, c->rule->resource));
}

const struct chain *listener_choose(struct outbound *o, const struct listener *l, bool *twice)
{
	bool http = o->w->r->scheme == SCHEME_HTTP || o->w->r->scheme == SCHEME_GRPC, addressed = false;
	const struct str *sni = sni_of(o);
	const struct chain *best = NULL, *fallback = NULL;
	size_t most = 0;

	*twice = false;
	for (size_t i = 0; i < l->chains.n; i++)
		addressed |= l->chains.at[i].cidr && l->chains.at[i].cidr == o->address;
	for (size_t i = 0; i < l->chains.n; i++) {
		const struct chain *c = &l->chains.at[i];
		size_t n = fit(o->w->m, c, sni);

		if (is_match_all(c)) {
			fallback = fallback ? fallback : c;
			continue;
		}
		if (!n || (c->cidr ? c->cidr != o->address : addressed) || (c->sniffed && !http))
			continue;
		if (c->subnets || c->applies == UNKNOWN)
			doubt(o, c);
		if (n == most)
			*twice = true;
		if (n > most) {
			most = n;
			best = c;
			*twice = false;
		}
	}
	if (best)
		return best;
	if (fallback && fallback->applies == UNKNOWN)
		doubt(o, fallback);
	return fallback;
}
