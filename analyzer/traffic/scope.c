/* Sidecars, imports and exports: what a proxy knows. */
#include "traffic/scope.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "object/age.h"
#include "traffic/route.h"
#include "world/host.h"
#include "world/attached.h"
#include "world/visibility.h"

/* An entry of egress hosts: "ns/host", "./host", "*" for all namespaces, "~ns/host" to leave out. */
struct entry {
	const struct str *ns; /* NULL: all */
	const struct str *host;
	bool excludes;
};

struct maker {
	struct proxy_scope *s;
	struct arena *arena;
	VEC(struct entry) entries;
	struct egress *egress;
};

static void read_entry(struct maker *k, const struct str *text)
{
	struct pool *pool = mesh_pool(k->s->m);
	const char *slash = text ? memchr(text->text, '/', text->len) : NULL, *begin;
	struct entry e = { 0 };
	const struct str *ns;

	if (!slash)
		return;
	e.excludes = *text->text == '~';
	begin = text->text + e.excludes;
	ns = pool_intern(pool, begin, (size_t)(slash - begin));
	if (str_is(ns, "."))
		e.ns = k->s->proxy->ns;
	else if (ns->len && !str_is(ns, "*"))
		e.ns = ns;
	e.host = pool_intern(pool, slash + 1, text->len - (size_t)(slash + 1 - text->text));
	vec_push(k->arena, &k->entries, e);
}

/* Every name of inner is one of outer, as istiod compares host names. */
static bool is_within(const struct str *inner, const struct str *outer)
{
	return host_covers(outer, inner) == YES;
}

static bool is_excluded(const struct maker *k, const struct str *ns, const struct str *host)
{
	for (size_t i = 0; i < k->entries.n; i++) {
		const struct entry *e = &k->entries.at[i];

		if (e->excludes && (!e->ns || e->ns == ns) && is_within(host, e->host))
			return true;
	}
	return false;
}

/* both: hosts of VirtualServices are taken where they cover the entry, too. */
static bool imports(const struct maker *k, const struct str *ns, const struct str *host, bool both)
{
	if (!k->egress->node)
		return true;
	if (is_excluded(k, ns, host))
		return false;
	for (size_t i = 0; i < k->entries.n; i++) {
		const struct entry *e = &k->entries.at[i];

		if (!e->excludes && (!e->ns || e->ns == ns) && (is_within(host, e->host) || (both && is_within(e->host, host))))
			return true;
	}
	return false;
}

/* By which istiod orders services of one age: a ServiceEntry's are called as their hosts. */
static const struct str *called(const struct service *s)
{
	return s->kind == SERVICE_ENTRY ? s->host : s->name;
}

static int by_age(const struct service *x, const struct service *y)
{
	int order = resource_age_compare(x->resource, y->resource);

	if (!order)
		order = strcmp(called(x)->text, called(y)->text);
	if (!order)
		order = strcmp(x->ns->text, y->ns->text);
	return order ? order : resource_compare(x->resource, y->resource);
}

/* istiod lists what is exported to some namespaces before what is exported to all. */
static int compare_services(const void *a, const void *b)
{
	const struct service *x = *(const struct service *const *)a, *y = *(const struct service *const *)b;
	int order = (x->exports->scope == EXPORT_ALL) - (y->exports->scope == EXPORT_ALL);

	return order ? order : by_age(x, y);
}

/* Of several with one host: that of the proxy's namespace, else a Service, else the first. Services of one host are of one namespace. */
static bool is_better(const struct proxy_scope *s, const struct service *a, const struct service *b)
{
	if ((a->ns == s->proxy->ns) != (b->ns == s->proxy->ns))
		return a->ns == s->proxy->ns;
	return a->kind == SERVICE_KUBERNETES;
}

/* Of services of one host only those of one namespace stay. */
static void settle_hosts(struct maker *k)
{
	struct egress *e = k->egress;
	struct map best = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < e->services.n; i++) {
		const struct service **place = (const struct service **)map_at(k->arena, &best, e->services.at[i]->host, NULL, NULL);

		if (!*place || is_better(k->s, e->services.at[i], *place))
			*place = e->services.at[i];
	}
	for (size_t i = 0; i < e->services.n; i++) {
		const struct service *chosen = map_get(&best, e->services.at[i]->host, NULL, NULL);

		if (chosen->ns == e->services.at[i]->ns)
			e->services.at[n++] = e->services.at[i];
	}
	e->services.n = n;
}

static void take_services(struct maker *k)
{
	struct services all = mesh_all_services(k->s->m);
	struct egress *e = k->egress;

	for (size_t i = 0; i < all.n; i++) {
		const struct service *s = all.at[i];

		if (export_reaches(s->exports, k->s->proxy->ns) == NO || !imports(k, s->ns, s->host, false))
			continue;
		if (e->only && !service_port(s, e->only))
			continue;
		vec_push(k->arena, &e->services, s);
	}
	if (e->services.n)
		qsort(e->services.at, e->services.n, sizeof *e->services.at, compare_services);
	if (!k->s->gateway)
		settle_hosts(k);
}

struct ranked {
	const struct virtualservice *vs;
	int rank;
};

static int compare_virtuals(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return x->rank != y->rank ? x->rank - y->rank : resource_by_age(x->vs->resource, y->vs->resource);
}

/* Those of one name and age are neighbours. */
static bool has_copy(const struct ranked *list, size_t n, const struct virtualservice *vs)
{
	for (size_t i = n; !vs->attached && i-- > 0 && resource_is_namesake(list[i].vs->resource, vs->resource);)
		if (!list[i].vs->attached && resource_is_copy(list[i].vs->resource, vs->resource))
			return true;
	return false;
}

/* In istiod's order: exported to this namespace alone, to several, to all; in each the older first. Returns how many remain without copies. */
static size_t sort_virtuals(const struct proxy_scope *s, struct ranked *list, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		list[i].rank = virtualservice_rank(list[i].vs, s->proxy->ns);
	if (n)
		qsort(list, n, sizeof *list, compare_virtuals);
	for (size_t i = 0; i < n; i++)
		if (!has_copy(list, kept, list[i].vs))
			list[kept++] = list[i];
	return kept;
}

static void take_virtuals(struct maker *k)
{
	size_t n, n_made, found = 0;
	const struct virtualservice *all = mesh_virtualservices(k->s->m, &n), *const *made = mesh_made_virtualservices(k->s->m, &n_made);
	struct ranked *list = arena_array(k->arena, struct ranked, n + n_made);

	for (size_t i = 0; i < n; i++) {
		const struct virtualservice *vs = &all[i];

		if (!vs->mesh || export_reaches(vs->exports, k->s->proxy->ns) == NO)
			continue;
		for (size_t h = 0; h < vs->n_hosts; h++)
			if (imports(k, vs->resource->ns, vs->hosts[h].host, true)) {
				list[found++].vs = vs;
				break;
			}
	}
	for (size_t i = 0; i < n_made; i++)
		if (made[i]->mesh && imports(k, made[i]->resource->ns, made[i]->hosts->host, false))
			list[found++].vs = made[i];
	found = sort_virtuals(k->s, list, found);
	for (size_t i = 0; i < found; i++)
		vec_push(k->arena, &k->egress->virtuals, list[i].vs);
}

static void add_egress(struct maker *k, const struct node *node)
{
	struct egress e = { .node = node };
	const struct node *port = node_get(node, KEY_port);
	int64_t number;

	k->entries.n = 0;
	if (node_get_int(port, KEY_number, &number) && port_is_number(number))
		e.port = (uint32_t)number;
	e.protocol = protocol_parse(node_get_text(port, KEY_protocol));
	e.only = e.protocol == PROTOCOL_HTTP_PROXY ? 0 : e.port;
	for (const struct node *h = node_first(node_get(node, KEY_hosts)); h; h = node_next(h))
		read_entry(k, node_text(h));
	k->egress = &e;
	take_services(k);
	take_virtuals(k);
	vec_push(k->arena, &k->s->egress, e);
	k->egress = NULL;
}

static void make(const struct mesh *m, const struct workload *proxy, bool gateway, const struct resource *sidecar, struct arena *arena,
	struct proxy_scope *out)
{
	struct maker k = { .s = out, .arena = arena };

	*out = (struct proxy_scope){ .m = m, .proxy = proxy, .gateway = gateway, .sidecar = sidecar };
	for (const struct node *e = sidecar ? node_first(node_get(sidecar->spec, KEY_egress)) : NULL; e; e = node_next(e))
		add_egress(&k, e);
	if (!out->egress.n)
		add_egress(&k, NULL);
}

/* Of the proxy its namespace alone decides. */
void scope_make(const struct mesh *m, const struct workload *proxy, bool gateway, const struct resource *sidecar, struct arena *arena,
	struct proxy_scope *out)
{
	static const char questions[2];
	struct kept *k = mesh_kept(m, &questions[gateway], proxy->ns, sidecar);

	if (k && !k->found) {
		k->found = arena_new(k->arena, struct proxy_scope);
		make(m, proxy, gateway, sidecar, k->arena, k->found);
	}
	if (k)
		*out = *(const struct proxy_scope *)k->found;
	else
		make(m, proxy, gateway, sidecar, arena, out);
	out->proxy = proxy;
}

const struct egress *scope_egress(const struct proxy_scope *s, uint32_t port)
{
	for (size_t i = 0; i < s->egress.n; i++)
		if (!s->egress.at[i].port || s->egress.at[i].port == port)
			return &s->egress.at[i];
	return NULL;
}

const struct service *egress_service(const struct egress *e, const struct str *host, uint32_t port)
{
	for (size_t i = e->services.n; i-- > 0;)
		if (e->services.at[i]->host == host && service_port(e->services.at[i], port))
			return e->services.at[i];
	return NULL;
}

/* Of several services with one host in a namespace istiod joins the ports, where they are alike otherwise (canMergeServices). */
static bool joins(const struct service *a, const struct service *b)
{
	return a->ns == b->ns && a->kind == b->kind && a->resolution == b->resolution && export_equal(a->exports, b->exports)
		&& node_same(a->selector, b->selector);
}

/* A further service of the host: the first counts, but a Service replaces what is none. */
static void add_service(const struct egress *e, const struct service *x, uint32_t port, const struct service **found, bool *has_port)
{
	bool has = service_port(x, port) && (!e->only || e->only == port);

	if (!*found || ((*found)->kind != SERVICE_KUBERNETES && x->kind == SERVICE_KUBERNETES)) {
		*found = x;
		*has_port = has;
	} else if (has && !*has_port && joins(*found, x)) {
		*found = x;
		*has_port = true;
	}
}

/* Does a VirtualService of the listener lead to the service for this client? *has_port is set where one leads to this port of it. */
static bool leads_to(const struct egress *e, const struct proxy_scope *s, const struct service *to, uint32_t port, bool *has_port)
{
	bool found = false;

	for (size_t i = 0; i < e->virtuals.n; i++)
		for (size_t d = 0; d < e->virtuals.at[i]->n_destinations; d++) {
			const struct destination *dest = &e->virtuals.at[i]->destinations[d];
			int64_t led = e->only ? e->only : dest->port; /* a listener leads to its own port, whichever is written */

			if (dest->host != to->host || !route_leads(dest, s->proxy->ns))
				continue;
			found |= !led || service_port(to, (uint32_t)led);
			*has_port |= (!led || led == port) && service_port(to, port);
		}
	return found;
}

/* Does a count before b, where both are of one host? */
static bool is_first(const struct service *a, const struct service *b)
{
	if (a->kind != b->kind)
		return a->kind == SERVICE_KUBERNETES;
	return by_age(a, b) < 0;
}

const struct service *scope_own_service(const struct mesh *m, const struct str *host, const struct str *ns)
{
	const struct service *best = NULL;

	for (const struct service *x = host ? mesh_services(m, host) : NULL; x; x = x->same_host)
		if (x->ns == ns && (!best || is_first(x, best)))
			best = x;
	return best;
}

/* The service that a VirtualService's destination means: of the own namespace, else a Service, else the oldest that is seen. */
static const struct service *best_visible(const struct proxy_scope *s, const struct str *host)
{
	const struct service *best = scope_own_service(s->m, host, s->proxy->ns);

	if (best)
		return best;
	for (const struct service *x = mesh_services(s->m, host); x; x = x->same_host)
		if (export_reaches(x->exports, s->proxy->ns) != NO && (!best || is_first(x, best)) && scope_own_service(s->m, host, x->ns) == x)
			best = x;
	return best;
}

const struct service *scope_service(const struct proxy_scope *s, const struct str *host, uint32_t port, bool *has_port)
{
	const struct service *found = NULL, *led;

	*has_port = false;
	for (size_t i = 0; i < s->egress.n; i++)
		for (size_t k = 0; k < s->egress.at[i].services.n; k++)
			if (s->egress.at[i].services.at[k]->host == host)
				add_service(&s->egress.at[i], s->egress.at[i].services.at[k], port, &found, has_port);
	if (s->gateway || *has_port)
		return found;
	led = best_visible(s, host);
	for (size_t i = 0; led && (!found || found == led) && i < s->egress.n; i++)
		if (leads_to(&s->egress.at[i], s, led, port, has_port))
			found = led;
	return found;
}

struct virtual_list {
	const struct virtualservice *const *at;
	size_t n;
};

static struct virtual_list find_virtuals(const struct proxy_scope *s, const struct str *gateway, struct arena *arena)
{
	size_t total, n_made, found = 0;
	const struct virtualservice *all = mesh_virtualservices(s->m, &total), *const *made = mesh_made_virtualservices(s->m, &n_made);
	struct ranked *list = arena_array(arena, struct ranked, total + n_made);
	const struct virtualservice **at;

	for (size_t i = 0; i < total; i++)
		if (!all[i].delegate && virtualservice_is_on(&all[i], gateway) && export_reaches(all[i].exports, s->proxy->ns) != NO)
			list[found++].vs = &all[i];
	for (size_t i = 0; i < n_made; i++)
		if (virtualservice_is_on(made[i], gateway))
			list[found++].vs = made[i];
	found = sort_virtuals(s, list, found);
	at = arena_array(arena, const struct virtualservice *, found);
	for (size_t i = 0; i < found; i++)
		at[i] = list[i].vs;
	return (struct virtual_list){ at, found };
}

void scope_virtuals(const struct proxy_scope *s, const struct str *gateway, struct arena *arena, const struct virtualservice *const **out, size_t *n)
{
	static const char question;
	struct kept *k = mesh_kept(s->m, &question, gateway, s->proxy->ns);
	struct virtual_list list;

	if (k && !k->found) {
		k->found = arena_new(k->arena, struct virtual_list);
		*(struct virtual_list *)k->found = find_virtuals(s, gateway, k->arena);
	}
	list = k ? *(const struct virtual_list *)k->found : find_virtuals(s, gateway, arena);
	*out = list.at;
	*n = list.n;
}
