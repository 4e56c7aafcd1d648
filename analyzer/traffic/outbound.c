/* The way of a request from a workload's own sidecar: its outbound listeners, and the virtual hosts of its routes. */
#include <string.h>

#include "mesh/host.h"
#include "object/age.h"
#include "traffic/way.h"

#define PORT_ALL_HOSTS 80 /* here istiod makes virtual hosts of VirtualServices without any service, too */

/* A service's port, as one of the listeners of its number. */
struct spot {
	const struct egress *egress;
	const struct service *service;
	const struct port *port;
	enum protocol protocol;  /* of the listener: a Sidecar may say another one */
	bool anywhere;           /* its listener is that of all addresses */
};

struct outbound {
	struct way *w;
	struct asker asker;
	VEC(struct spot) spots;
	const struct service *meant; /* that the client's name resolves to; NULL: none of the mesh */
};

/* Is there an address of its own that clients of this service use? */
static bool has_address(const struct service *s)
{
	if (s->kind == SERVICE_KUBERNETES)
		return s->resolution != RESOLUTION_ALIAS;
	return node_first(s->addresses) != NULL;
}

static void add_spots(struct outbound *o, const struct egress *e)
{
	uint32_t number = o->w->r->port;

	for (size_t i = 0; i < e->services.n; i++) {
		const struct service *s = e->services.at[i];
		const struct port *port = service_port(s, number);
		struct spot spot = { .egress = e, .service = s, .port = port };

		if (!port || s->resolution == RESOLUTION_ALIAS)
			continue;
		spot.protocol = e->port ? e->protocol : port->protocol;
		spot.anywhere = protocol_is_http(spot.protocol) || !has_address(s);
		if (spot.protocol != PROTOCOL_UDP)
			vec_push(o->w->arena, &o->spots, spot);
	}
}

/* The ports of this number that make listeners; a Sidecar's listener for it leaves no place for others of its address. */
static void find_spots(struct outbound *o)
{
	const struct proxy_scope *s = &o->w->scope;

	for (size_t i = 0; i < s->egress.n; i++)
		if (s->egress.at[i].port == o->w->r->port && !s->egress.at[i].http_proxy)
			add_spots(o, &s->egress.at[i]);
	for (size_t i = 0; i < s->egress.n; i++) {
		size_t n = o->spots.n;

		if (s->egress.at[i].port)
			continue;
		add_spots(o, &s->egress.at[i]);
		for (size_t k = n; k < o->spots.n;) {
			bool locked = false;

			for (size_t x = 0; x < n; x++)
				locked |= o->spots.at[x].egress->port && o->spots.at[x].anywhere == o->spots.at[k].anywhere
					&& (o->spots.at[k].anywhere || o->spots.at[x].service == o->spots.at[k].service);
			if (locked)
				o->spots.at[k] = o->spots.at[--o->spots.n];
			else
				k++;
		}
	}
}

/* The name with the search domains of the client's namespace, as its resolver tries them. */
static const struct service *resolve_name(struct way *w)
{
	const struct str *domain = mesh_cluster_domain(w->m), *host = w->r->host;
	struct pool *pool = mesh_pool(w->m);
	const char *tries[] = {
		arena_printf(w->arena, "%s.%s.svc.%s", host->text, w->scope.proxy->ns->text, domain->text),
		arena_printf(w->arena, "%s.svc.%s", host->text, domain->text),
		arena_printf(w->arena, "%s.%s", host->text, domain->text),
		arena_strndup(w->arena, host->text, host->len - (host->len && host->text[host->len - 1] == '.')),
	};

	for (size_t i = 0; i < 4; i++)
		for (const struct service *s = mesh_services(w->m, pool_text(pool, tries[i])); s; s = s->same_host)
			if (s->kind == SERVICE_KUBERNETES)
				return s;
	for (const struct service *s = mesh_services(w->m, pool_text(pool, tries[3])); s; s = s->same_host)
		if (export_reaches(s->exports, w->scope.proxy->ns) != NO)
			return s;
	return NULL;
}

/* --- Connections --- */

static bool covers_host(const struct virtualservice *vs, const struct str *host)
{
	for (size_t i = 0; i < vs->n_hosts; i++)
		if (host_overlaps(vs->hosts[i].host, host) == YES)
			return true;
	return false;
}

/* Without routes of a VirtualService a connection goes to the service; to its one port where it has one. */
static void connect_plainly(struct outbound *o, const struct spot *s)
{
	way_forward_to(o->w, s->service, s->service->n_ports == 1 ? s->service->ports[0].number : s->port->number);
}

/* The first tcp rule for this client and port. YES or UNKNOWN where the answer is there. */
static enum truth try_tcp(struct outbound *o, const struct spot *s)
{
	for (size_t i = 0; i < s->egress->virtuals.n; i++) {
		const struct virtualservice *vs = s->egress->virtuals.at[i];
		struct route route;
		enum truth t;

		if (!covers_host(vs, s->service->host))
			continue;
		route_make(o->w->m, vs, ROUTE_TCP, o->w->arena, &route);
		t = way_try_connection(o->w, &route, &o->asker);
		if (t != NO)
			return t;
	}
	return NO;
}

/* A chain that TLS is matched by: of a VirtualService's tls rule, or the service's own where none is for this port. */
struct chain {
	struct sni_choice choice;
	const struct spot *plain;   /* the service itself */
	size_t length;              /* how much of the name it says; 1: nothing at all */
};

/* How much of the name the service's own chain says: on an address of its own, nothing. */
static size_t plain_length(const struct spot *s, const struct str *sni)
{
	const struct str *host = s->service->host;

	if (!s->anywhere)
		return 1;
	return !sni ? 0 : host == sni ? SIZE_MAX : host_is_wild(host) && host_covers(host, sni) == YES ? host->len : 0;
}

/* The chains of a service's port; best is replaced by a better one. */
static void offer_tls(struct outbound *o, const struct spot *s, const struct str *sni, struct chain *best)
{
	struct sni_choice mine = { 0 };
	size_t length;

	for (size_t i = 0; i < s->egress->virtuals.n; i++) {
		const struct virtualservice *vs = s->egress->virtuals.at[i];
		struct route *route;

		if (!covers_host(vs, s->service->host))
			continue;
		route = arena_new(o->w->arena, struct route);
		route_make(o->w->m, vs, ROUTE_TLS, o->w->arena, route);
		way_offer_sni(o->w, route, &o->asker, sni, &mine);
	}
	length = mine.any ? mine.length : plain_length(s, sni);
	if (length > best->length)
		*best = (struct chain){ mine, mine.any ? NULL : s, length };
}

/* False: no chain takes the name. */
static bool take_chain(struct outbound *o, const struct chain *best)
{
	if (best->plain)
		connect_plainly(o, best->plain);
	else if (best->choice.match)
		way_take(o->w, best->choice.route, best->choice.rule, best->choice.match, &o->asker);
	return best->plain || best->choice.match;
}

/* The name that TLS names; NULL: it is no TLS. */
static const struct str *sni_of(const struct request *r)
{
	return r->scheme == SCHEME_TLS || r->scheme == SCHEME_HTTPS ? r->host : NULL;
}

/* A connection to a service's own address. False: no chain takes it. */
static bool connect_to(struct outbound *o, const struct spot *s)
{
	struct chain best = { 0 };

	o->asker.asking = ASKING_CONNECTION;
	if (protocol_is_tls(s->protocol)) {
		offer_tls(o, s, sni_of(o->w->r), &best);
		return take_chain(o, &best);
	}
	if (try_tcp(o, s) == NO)
		connect_plainly(o, s);
	return true;
}

/* --- HTTP --- */

/* A host that a VirtualService or a service gives a virtual host to. */
struct vhost {
	const struct virtualservice *vs;
	const struct service *service;
	size_t length;   /* of a wildcard that covers the name; 0: exact */
	bool exact;
};

struct hosting {
	struct outbound *o;
	const struct egress *egress;
	const struct str *name;     /* that is looked for, in lower case */
	const struct service *own;  /* the service with a port of this number whose own host it is, or NULL */
	struct vhost best;
	const struct virtualservice *rival; /* another one that gives the same, and may be older */
};

static const struct port *http_port(const struct hosting *h, const struct service *s)
{
	const struct port *p = service_port(s, h->o->w->r->port);

	return p && (protocol_is_http(p->protocol) || p->protocol == PROTOCOL_SNIFFED) ? p : NULL;
}

/* Is the name a shorter form of the service's host, for clients of this namespace? */
static bool is_short_form(const struct hosting *h, const struct str *host)
{
	const struct str *ns = h->o->w->scope.proxy->ns;
	const char *svc = strstr(host->text, ".svc."), *dot = strchr(host->text, '.');
	size_t n = h->name->len, whole = svc ? (size_t)(svc - host->text) : 0, first = dot ? (size_t)(dot - host->text) : 0;

	if (n == host->len + 1 && h->name->text[n - 1] == '.' && memcmp(h->name->text, host->text, host->len) == 0)
		return true;
	if (!svc || !str_ends(host, mesh_cluster_domain(h->o->w->m)->text) || n > whole + 4 || memcmp(h->name->text, host->text, n) != 0)
		return false;
	return n == whole || n == whole + 4 || (n == first && ns->len == whole - first - 1 && memcmp(dot + 1, ns->text, ns->len) == 0);
}

/* Is the name one of the service's domains? Another service's own host is never a short form. */
static bool is_domain(const struct hosting *h, const struct service *s)
{
	return s == h->own || (!h->own && is_short_form(h, s->host));
}

/* How many characters of a wildcard cover the name; 0: none do. */
static size_t wildcard_length(const struct hosting *h, const struct str *host)
{
	return host_is_wild(host) && host_covers(host, h->name) == YES ? host->len : 0;
}

static void offer(struct hosting *h, const struct virtualservice *vs, const struct service *s, size_t length)
{
	struct vhost v = { vs, s, length, length == 0 };

	if (h->best.exact || (!v.exact && length < h->best.length) || (!v.exact && length == h->best.length)) {
		if (vs && h->best.vs && vs != h->best.vs && v.exact == h->best.exact && length == h->best.length && !h->rival
				&& resource_is_older(h->best.vs->resource, vs->resource) == UNKNOWN
				&& virtualservice_rank(vs, h->o->w->scope.proxy->ns) == virtualservice_rank(h->best.vs, h->o->w->scope.proxy->ns))
			h->rival = vs;
		return;
	}
	h->best = v;
	h->rival = NULL;
}

/* The VirtualService whose wildcard is for this service: none where one names it in full; of several the most specific, and first. */
static const struct virtualservice *wildcard_owner(const struct hosting *h, const struct service *s)
{
	const struct virtualservice *owner = NULL;
	const struct str *best = NULL;

	for (size_t i = 0; i < h->egress->virtuals.n; i++) {
		const struct virtualservice *vs = h->egress->virtuals.at[i];

		for (size_t k = 0; k < vs->n_hosts; k++) {
			const struct str *host = vs->hosts[k].host;

			if (host == s->host)
				return vs;
			if (host_is_wild(host) && host_covers(host, s->host) == YES && (!best || host_compare(host, best) < 0)) {
				best = host;
				owner = vs;
			}
		}
	}
	return owner;
}

/* The services with a port of this number that a wildcard host is for; *any whether it covers any. */
static void offer_covered(struct hosting *h, const struct virtualservice *vs, const struct str *host, bool *any, bool *http)
{
	for (size_t i = 0; i < h->egress->services.n; i++) {
		const struct service *s = h->egress->services.at[i];

		if (!service_port(s, h->o->w->r->port) || host_covers(host, s->host) != YES)
			continue;
		*any = true;
		if (wildcard_owner(h, s) != vs || !http_port(h, s))
			continue;
		*http = true;
		if (is_domain(h, s))
			offer(h, vs, s, 0);
		else if (wildcard_length(h, s->host))
			offer(h, vs, s, wildcard_length(h, s->host));
	}
}

/* The hosts of a VirtualService that no service has, once it is known that it makes virtual hosts. */
static void offer_others(struct hosting *h, const struct virtualservice *vs)
{
	for (size_t k = 0; k < vs->n_hosts; k++) {
		const struct str *host = vs->hosts[k].lower;
		bool any = false, http = false;

		if (!host_is_wild(host)) {
			if (host == h->name && !egress_service(h->egress, host, h->o->w->r->port))
				offer(h, vs, NULL, 0);
			continue;
		}
		offer_covered(h, vs, host, &any, &http);
		if (!any && wildcard_length(h, host))
			offer(h, vs, NULL, wildcard_length(h, host));
	}
}

static void offer_virtual(struct hosting *h, const struct virtualservice *vs)
{
	bool any = false, http = false;
	struct route route;

	route_make(h->o->w->m, vs, ROUTE_HTTP, h->o->w->arena, &route);
	if (way_has_rules(&route, &h->o->asker) == NO)
		return;
	for (size_t k = 0; k < vs->n_hosts; k++) {
		const struct str *host = vs->hosts[k].lower;
		const struct service *s = host_is_wild(host) ? NULL : egress_service(h->egress, host, h->o->w->r->port);

		if (host_is_wild(host))
			offer_covered(h, vs, host, &any, &http);
		if (!s || !http_port(h, s))
			continue;
		http = true;
		if (is_domain(h, s))
			offer(h, vs, s, 0);
	}
	if (http || h->o->w->r->port == PORT_ALL_HOSTS)
		offer_others(h, vs);
}

static void offer_services(struct hosting *h)
{
	for (size_t i = 0; i < h->egress->services.n; i++) {
		const struct service *s = h->egress->services.at[i];

		if (s->resolution == RESOLUTION_ALIAS || !http_port(h, s))
			continue;
		if (is_domain(h, s))
			offer(h, NULL, s, 0);
		else if (wildcard_length(h, s->host))
			offer(h, NULL, s, wildcard_length(h, s->host));
	}
}

static struct vhost find_vhost(struct outbound *o, const struct egress *e, const struct str *name)
{
	struct hosting h = { .o = o, .egress = e, .name = name };

	h.own = egress_service(e, name, o->w->r->port);
	for (size_t i = 0; i < e->virtuals.n; i++)
		offer_virtual(&h, e->virtuals.at[i]);
	offer_services(&h);
	if (h.rival)
		answer_undecided(o->w->out, "which of %s and %s is older?", way_name(o->w, h.best.vs->resource), way_name(o->w, h.rival->resource));
	return h.best;
}

/* By the virtual host of this name, or, where there is none, out of the mesh. */
static void route_http(struct outbound *o, const struct egress *e, const struct str *name, bool shared)
{
	struct way *w = o->w;
	struct vhost v = find_vhost(o, e, name);
	struct route route;

	if (w->out->outcome == OUTCOME_UNDECIDED)
		return;
	if (v.vs) {
		route_make(w->m, v.vs, ROUTE_HTTP, w->arena, &route);
		if (way_try_rules(w, &route, &o->asker, CATCH_ANY) == NO) {
			answer_step(w->out, &(struct cause){ v.vs->resource, NULL }, "%s has the host, but no rule that takes the request: 404", way_name(w, v.vs->resource));
			answer_refuse(w->out, "no-route");
		}
	} else if (v.service) {
		answer_step(w->out, &(struct cause){ v.service->resource, NULL }, "%s has this host, and no VirtualService does", way_name(w, v.service->resource));
		way_forward_to(w, v.service, w->r->port);
	} else if (shared) {
		answer_step(w->out, NULL, "port %u speaks HTTP, but nothing that the sidecar knows is called \"%s\"", w->r->port, name->text);
		way_leave(w, true);
	} else {
		answer_refuse(w->out, "no-virtual-host");
	}
}

/* --- Listeners --- */

static const struct spot *own_spot(const struct outbound *o)
{
	for (size_t i = 0; i < o->spots.n; i++)
		if (o->spots.at[i].service == o->meant && !o->spots.at[i].anywhere)
			return &o->spots.at[i];
	return NULL;
}

/* The listener of the service's own address. */
static void take_own(struct outbound *o, const struct spot *s)
{
	struct way *w = o->w;

	answer_step(w->out, &(struct cause){ s->service->resource, s->port->node }, "\"%s\" is %s; its port %u speaks %s", w->r->host->text,
		way_name(w, s->service->resource), w->r->port, protocol_name(s->protocol));
	if (s->protocol == PROTOCOL_SNIFFED && (w->r->scheme == SCHEME_HTTP || w->r->scheme == SCHEME_GRPC)) {
		route_http(o, s->egress, s->service->host, false);
	} else if (!connect_to(o, s)) {
		answer_step(w->out, NULL, "no route of this port takes its SNI");
		way_leave(w, false);
	}
}

/* The listener for all addresses of a port: HTTP by its host, TLS by its name, anything else by the first service of the port. */
static bool take_shared(struct outbound *o)
{
	struct way *w = o->w;
	bool plain = w->r->scheme == SCHEME_HTTP || w->r->scheme == SCHEME_GRPC, any = false;
	struct chain best = { 0 };

	for (size_t i = 0; i < o->spots.n; i++) {
		const struct spot *s = &o->spots.at[i];

		if (!s->anywhere)
			continue;
		any = true;
		if (plain && (protocol_is_http(s->protocol) || s->protocol == PROTOCOL_SNIFFED)) {
			answer_step(w->out, &(struct cause){ s->service->resource, s->port->node }, "port %u speaks HTTP: the sidecar routes by host", w->r->port);
			route_http(o, scope_egress(&w->scope, w->r->port), w->r->host, true);
			return true;
		}
	}
	o->asker.asking = ASKING_CONNECTION;
	for (size_t i = 0; i < o->spots.n; i++)
		if (o->spots.at[i].anywhere && protocol_is_tls(o->spots.at[i].protocol))
			offer_tls(o, &o->spots.at[i], sni_of(w->r), &best);
	if (take_chain(o, &best))
		return true;
	for (size_t i = 0; i < o->spots.n; i++)
		if (o->spots.at[i].anywhere && !protocol_is_http(o->spots.at[i].protocol) && !protocol_is_tls(o->spots.at[i].protocol))
			return connect_to(o, &o->spots.at[i]);
	if (any)
		way_leave(w, false);
	return any;
}

void outbound_follow(struct way *w)
{
	struct outbound o = { .w = w };
	const struct spot *own;

	o.asker = (struct asker){ .m = w->m, .proxy = w->scope.proxy, .gateway = pool_text(mesh_pool(w->m), "mesh"), .port = w->r->port };
	find_spots(&o);
	o.meant = resolve_name(w);
	own = own_spot(&o);
	if (own) {
		take_own(&o, own);
	} else if (!take_shared(&o)) {
		answer_step(w->out, NULL, "the sidecar has no listener for port %u of \"%s\"", w->r->port, w->r->host->text);
		way_leave(w, false);
	}
}
