/* The virtual hosts of a sidecar's HTTP listeners: which VirtualService or service a host means there. */
#include <string.h>

#include "base/map.h"
#include "object/age.h"
#include "traffic/outbound.h"
#include "world/host.h"

#define PORT_ALL_HOSTS 80 /* here istiod makes virtual hosts of VirtualServices without any service, too */

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
	struct map called;          /* host in lower case -> the last service of it that has a port of this number */
	VEC(const struct service *) aliases; /* all ExternalNames */
	const struct service *own;  /* the service with a port of this number whose own host it is, or NULL */
	struct vhost best;
	const struct virtualservice *rival; /* another one that gives the same, and may be older */
};

static const struct str *lower_host(const struct hosting *h, const struct service *s)
{
	return host_lower(h->o->w->m, s->host);
}

/* The service with a port of this number whose host is this one in lower case. */
static const struct service *service_called(const struct hosting *h, const struct str *host)
{
	return map_get(&h->called, host, NULL, NULL);
}

static void index_services(struct hosting *h)
{
	struct services all = mesh_all_services(h->o->w->m);
	struct arena *a = h->o->w->arena;

	for (size_t i = 0; i < all.n; i++)
		if (all.at[i]->resolution == RESOLUTION_ALIAS)
			vec_push(a, &h->aliases, all.at[i]);
	for (size_t i = 0; i < h->egress->services.n; i++) {
		const struct service *s = h->egress->services.at[i];

		if (service_port(s, h->o->w->r->port))
			*map_at(a, &h->called, lower_host(h, s), NULL, NULL) = (void *)s;
	}
}

static const struct port *http_port(const struct hosting *h, const struct service *s)
{
	const struct port *p = service_port(s, h->o->w->r->port);

	return p && (protocol_is_http(p->protocol) || p->protocol == PROTOCOL_SNIFFED) ? p : NULL;
}

/* Is the name a shorter form of a host, or its absolute one, for clients of this namespace? */
static bool is_short_form(const struct hosting *h, const struct str *host, const char *name, size_t n)
{
	const struct str *ns = h->o->w->scope.proxy->ns;
	const char *svc = strstr(host->text, ".svc."), *dot = strchr(host->text, '.');
	size_t whole = svc ? (size_t)(svc - host->text) : 0, first = dot ? (size_t)(dot - host->text) : 0;

	if (n == host->len + 1 && name[n - 1] == '.' && memcmp(name, host->text, host->len) == 0)
		return true;
	if (!svc || !str_ends(host, mesh_cluster_domain(h->o->w->m)->text))
		return false;
	return (n == whole || n == whole + 4 || (n == first && ns->len == whole - first - 1 && memcmp(dot + 1, ns->text, ns->len) == 0))
		&& memcmp(name, host->text, n) == 0;
}

static bool is_form(const struct hosting *h, const struct str *host, const char *name, size_t n)
{
	return (n == host->len && memcmp(name, host->text, n) == 0) || is_short_form(h, host, name, n);
}

/* What an ExternalName stands for in the end. */
static const struct str *alias_target(const struct mesh *m, const struct service *alias)
{
	const struct str *target = alias->external_name;

	for (size_t hops = 0; target && hops < 8; hops++) {
		const struct service *s = mesh_services(m, target);

		while (s && s->resolution != RESOLUTION_ALIAS)
			s = s->same_host;
		if (!s)
			return target;
		target = s->external_name;
	}
	return NULL;
}

bool hosting_is_alias(const struct mesh *m, const struct service *alias, const struct str *host)
{
	return alias_target(m, alias) == host;
}

/* Is the name one of an ExternalName that stands for the service? */
static bool is_alias(const struct hosting *h, const struct service *s, const char *name, size_t n)
{
	for (size_t i = 0; i < h->aliases.n; i++)
		if (hosting_is_alias(h->o->w->m, h->aliases.at[i], s->host) && is_form(h, h->aliases.at[i]->host, name, n))
			return true;
	return false;
}

static bool is_address_of(const struct hosting *h, const struct service *s)
{
	return host_is_address(h->name) && listener_address(h->o, s) == h->name;
}

/* Is the name one of the service's domains? Another service's own host is never another form. */
static bool is_domain(const struct hosting *h, const struct service *s)
{
	const struct str *name = h->name;

	return s == h->own || is_alias(h, s, name->text, name->len) || is_address_of(h, s) || (!h->own && is_short_form(h, lower_host(h, s), name->text, name->len));
}

/* How many characters of a headless Service's "*.host" cover the name of a pod of it; 0: it is none. */
static size_t pod_length(const struct hosting *h, const struct service *s)
{
	const char *dot = strchr(h->name->text, '.');

	if (s->kind != SERVICE_KUBERNETES || s->resolution != RESOLUTION_NONE)
		return 0;
	for (; dot; dot = strchr(dot + 1, '.')) {
		size_t n = h->name->len - (size_t)(dot + 1 - h->name->text);

		if (dot > h->name->text && (is_form(h, lower_host(h, s), dot + 1, n) || is_alias(h, s, dot + 1, n)))
			return n + 2;
	}
	return 0;
}

/* How many characters of a wildcard cover the name; 0: none do. */
static size_t wildcard_length(const struct hosting *h, const struct str *host)
{
	return host_is_wild(host) && host_covers(host, h->name) == YES ? host->len : 0;
}

static size_t service_length(const struct hosting *h, const struct service *s)
{
	size_t wild = wildcard_length(h, lower_host(h, s));

	return wild ? wild : pod_length(h, s);
}

static void offer(struct hosting *h, const struct virtualservice *vs, const struct service *s, size_t length)
{
	struct vhost v = { vs, s, length, length == 0 };

	if (h->best.exact || (!v.exact && length <= h->best.length)) {
		/* Services are offered last: a VirtualService meets only others. */
		if (vs && vs != h->best.vs && length == h->best.length && !h->rival
				&& resource_is_older(h->best.vs->resource, vs->resource) == UNKNOWN
				&& virtualservice_rank(vs, h->o->w->scope.proxy->ns) == virtualservice_rank(h->best.vs, h->o->w->scope.proxy->ns))
			h->rival = vs;
		return;
	}
	h->best = v;
	h->rival = NULL;
}

/* The virtual host of a service, where the name is one of its domains. */
static void offer_service(struct hosting *h, const struct virtualservice *vs, const struct service *s)
{
	bool exact = is_domain(h, s);
	size_t length = exact ? 0 : service_length(h, s);

	if (exact || length)
		offer(h, vs, s, length);
}

/* The VirtualService that a service is for: the one whose host is the most specific, and of several the first. */
static const struct virtualservice *wildcard_owner(const struct hosting *h, const struct service *s)
{
	const struct virtualservice *owner = NULL;
	const struct str *best = NULL;

	for (size_t i = 0; i < h->egress->virtuals.n; i++) {
		const struct virtualservice *vs = h->egress->virtuals.at[i];

		for (size_t k = 0; k < vs->n_hosts; k++) {
			const struct str *host = vs->hosts[k].host;

			if (host_covers(host, s->host) == YES && (!best || host_compare(host, best) < 0)) {
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

		if (!service_port(s, h->o->w->r->port) || host_covers(host, lower_host(h, s)) != YES)
			continue;
		*any = true;
		if (wildcard_owner(h, s) != vs || !http_port(h, s))
			continue;
		*http = true;
		offer_service(h, vs, s);
	}
}

/* The hosts of a VirtualService that no service has, once it is known that it makes virtual hosts. */
static void offer_others(struct hosting *h, const struct virtualservice *vs)
{
	for (size_t k = 0; k < vs->n_hosts; k++) {
		const struct str *host = vs->hosts[k].lower;
		bool any = false, http = false;

		if (!host_is_wild(host)) {
			if (host == h->name && !service_called(h, host))
				offer(h, vs, NULL, 0);
			continue;
		}
		offer_covered(h, vs, host, &any, &http);
		if (!any && wildcard_length(h, host))
			offer(h, vs, NULL, wildcard_length(h, host));
	}
}

/* May one of its hosts be what the name means? */
static bool concerns(const struct hosting *h, const struct virtualservice *vs)
{
	for (size_t k = 0; k < vs->n_hosts; k++) {
		const struct str *host = vs->hosts[k].lower;
		const struct service *s = service_called(h, host);

		if (host == h->name || host_is_wild(host) || (s && (is_domain(h, s) || service_length(h, s))))
			return true;
	}
	return false;
}

/* Routes of the Gateway API are followed by clients of their own namespace, and of all where the Service is of theirs (core/route buildSidecarVirtualHosts...). */
static bool may_route(const struct hosting *h, const struct virtualservice *vs, const struct service *s)
{
	return !vs->attached || s->ns == vs->resource->ns || h->o->w->scope.proxy->ns == vs->resource->ns;
}

static void offer_virtual(struct hosting *h, const struct virtualservice *vs)
{
	bool any = false, http = false;
	struct route route;

	if (!concerns(h, vs))
		return;
	route_make(h->o->w->m, vs, ROUTE_HTTP, h->o->w->arena, &route);
	if (way_has_rules(&route, &h->o->asker) == NO)
		return;
	for (size_t k = 0; k < vs->n_hosts; k++) {
		const struct str *host = vs->hosts[k].lower;
		const struct service *s = host_is_wild(host) ? NULL : service_called(h, host);

		if (host_is_wild(host))
			offer_covered(h, vs, host, &any, &http);
		if (!s || !http_port(h, s) || !may_route(h, vs, s))
			continue;
		http = true;
		offer_service(h, vs, s);
	}
	if (!vs->attached && (http || h->o->w->r->port == PORT_ALL_HOSTS))
		offer_others(h, vs);
}

static void offer_services(struct hosting *h)
{
	for (size_t i = 0; i < h->egress->services.n; i++) {
		const struct service *s = h->egress->services.at[i];

		if (s->resolution == RESOLUTION_ALIAS || !http_port(h, s))
			continue;
		offer_service(h, NULL, s);
	}
}

static struct vhost find_vhost(struct outbound *o, const struct egress *e, const struct str *name)
{
	struct hosting h = { .o = o, .egress = e, .name = name };

	index_services(&h);
	h.own = service_called(&h, name);
	if (h.own && !http_port(&h, h.own))
		h.own = NULL;
	for (size_t i = 0; i < e->virtuals.n; i++)
		offer_virtual(&h, e->virtuals.at[i]);
	offer_services(&h);
	if (h.rival)
		way_doubt_order(o->w, h.best.vs->resource, h.rival->resource);
	return h.best;
}

void hosting_route(struct outbound *o, const struct str *name, bool shared)
{
	struct way *w = o->w;
	struct vhost v = find_vhost(o, scope_egress(&w->scope, w->r->port), name);
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
		way_forward_to(w, v.service, host_lower(w->m, v.service->host), w->r->port);
	} else if (shared) {
		answer_step(w->out, NULL, "nothing that the sidecar knows on port %u is called \"%s\"", w->r->port, name->text);
		way_leave(w, true);
	} else {
		answer_refuse(w->out, "no-virtual-host");
	}
}
