/* The virtual hosts of a gateway's HTTP servers, and the VirtualServices whose routes istiod joins there. */
#include "base/map.h"
#include "keys.h"
#include "object/age.h"
#include "traffic/entrance.h"
#include "world/attached.h"
#include "world/host.h"

/* A host that a VirtualService and a server have in common: the narrower of the two. They meet as they are written, and take names in lower case. */
static void common_host(const struct mesh *m, const struct str *a, const struct str *b, const struct str *name, const struct str **best)
{
	const struct str *common = host_covers(b, a) == YES ? a : host_covers(a, b) == YES ? b : NULL, *lower = host_lower(m, common);

	if (lower && host_covers(lower, name) == YES && (!*best || host_compare(lower, *best) < 0))
		*best = lower;
}

/* The most specific host of a VirtualService on a server that takes the name; NULL. */
static const struct str *host_on(struct way *w, const struct server *s, const struct virtualservice *vs, const struct str *name)
{
	const struct str *best = NULL;

	for (size_t i = 0; i < s->n_hosts; i++) {
		if (s->hosts[i].ns && s->hosts[i].ns != vs->resource->ns)
			continue;
		for (size_t k = 0; k < vs->n_hosts; k++)
			common_host(w->m, s->hosts[i].host, vs->hosts[k].host, name, &best);
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
	struct map makers;        /* of a Gateway's key and a VirtualService: the server that istiod makes its rules for, the first */
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

/* That one; else this one, where it has rules there. NULL: it has none. */
static const struct opening *maker_of(struct way *w, struct tenants *t, const struct opening *o, const struct virtualservice *vs, const struct route *route)
{
	struct asker asker = entrance_asker(w, o, ASKING_HTTP);
	void **place = map_at(w->arena, &t->makers, o->key, vs, NULL);

	if (!*place && way_has_rules(route, &asker) != NO)
		*place = (void *)o;
	return *place;
}

static void add_tenants(struct way *w, struct tenants *t, const struct opening *o, const struct str *name)
{
	const struct virtualservice *const *all;
	size_t n;

	scope_virtuals(&w->scope, o->key, w->arena, &all, &n);
	for (size_t i = 0; i < n; i++) {
		struct tenant x = { .vs = all[i], .host = host_on(w, o->server, all[i], name) };

		if (!x.host && !virtualservice_meets_server(all[i], o->server))
			continue;
		route_make(w->m, all[i], ROUTE_HTTP, w->arena, &x.route);
		x.opening = maker_of(w, t, o, all[i], &x.route);
		if (!x.opening)
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
		struct asker asker = entrance_asker(w, b->opening, ASKING_HTTP);

		if (b->vs == a->vs || b->host != t->host || resource_is_older(a->vs->resource, b->vs->resource) != UNKNOWN
				|| virtualservice_rank(a->vs, w->scope.proxy->ns) != virtualservice_rank(b->vs, w->scope.proxy->ns))
			continue;
		if (way_would_take(w, &b->route, &asker, which) != NO)
			way_doubt_order(w, a->vs->resource, b->vs->resource);
	}
}

/* Those with the virtual host's name, in istiod's order; what takes everything stands behind all others. */
static bool try_tenants(struct way *w, const struct tenants *t)
{
	static const enum catching turns[] = { CATCH_SOME, CATCH_ALL };

	for (size_t turn = 0; turn < 2; turn++)
		for (size_t i = 0; i < t->list.n; i++) {
			const struct tenant *x = &t->list.at[i];
			struct asker asker = entrance_asker(w, x->opening, ASKING_HTTP);

			if (x->host != t->host || way_try_rules(w, &x->route, &asker, turns[turn]) == NO)
				continue;
			check_order(w, t, i, turns[turn]);
			return true;
		}
	return false;
}

#define MOST_UNATTACHED 4 /* that are told */

static bool is_for_host(const struct resource *route, const struct str *host)
{
	const struct node *hostnames = node_get(route->spec, KEY_hostnames);

	for (const struct node *n = node_first(hostnames); n; n = node_next(n))
		if (node_text(n) && host_covers(node_text(n), host) == YES)
			return true;
	return !node_first(hostnames);
}

/* HTTPRoutes for the host that name the Gateway, and that no listener of it takes. */
static void tell_unattached(struct way *w, const struct gateway *g)
{
	struct resources all = mesh_of(w->m, KIND_HTTP_ROUTE);
	size_t told = 0;

	for (size_t i = 0; i < all.n && told < MOST_UNATTACHED; i++) {
		const struct resource *r = all.at[i];

		for (const struct node *n = is_for_host(r, w->r->host) ? node_first(node_get(r->spec, KEY_parentRefs)) : NULL; n; n = node_next(n)) {
			struct attachment found;

			if (route_attaches(w->m, r, n, &found) != NO || found.gateway != g)
				continue;
			answer_step(w->out, &(struct cause){ r, n }, "%s is for it, but no listener of the Gateway takes the route (GA001)", way_name(w, r));
			told++;
		}
	}
}

void tenants_route(struct way *w, const struct opening *const *servers, size_t n, bool tls)
{
	struct tenants t = { 0 };

	for (size_t i = 0; i < n; i++)
		add_tenants(w, &t, servers[i], w->r->host);
	if (!t.host) {
		answer_step(w->out, NULL, t.any ? "no %s of the gateway has the host \"%s\" there: 404" : "no %s is on it for \"%s\": 404",
			servers[0]->server->gateway->kubernetes ? "route" : "VirtualService", w->r->host->text);
		if (servers[0]->server->gateway->kubernetes)
			tell_unattached(w, servers[0]->server->gateway);
		answer_refuse(w->out, t.any ? "no-virtual-host" : "no-route");
	} else if (t.redirect && !tls) {
		way_redirect_to_tls(w);
		w->out->by = (struct cause){ t.redirect->server->gateway->resource, t.redirect->server->node };
		answer_step(w->out, &w->out->by, "the server redirects to HTTPS");
	} else if (!try_tenants(w, &t)) {
		answer_step(w->out, t.list.n ? &(struct cause){ t.list.at[0].vs->resource, NULL } : NULL, "the host is there, but no rule takes the request: 404");
		answer_refuse(w->out, "no-route");
	}
}
