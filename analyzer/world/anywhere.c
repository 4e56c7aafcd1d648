/* Indexes what is anywhere in the tree by what references name. */
#include "world/anywhere.h"

#include <string.h>

#include "keys.h"
#include "world/feed.h"
#include "world/host.h"
#include "world/internal.h"

#define MOST_TRIED 256 /* workloads whose labels are compared one by one; of more some is taken to match */

/* Families that have the thing. */
struct holders {
	VEC(uint32_t) families;
};

struct anywhere {
	struct arena *arena;
	struct pool *pool;
	struct map things;     /* what it is, name, namespace (NULL: in any) -> struct holders */
	struct map labels;     /* label, value, namespace or NULL -> struct carriers */
	struct map routes;     /* host -> struct carriers: VirtualServices */
	struct map feeds;      /* namespace -> why */
	struct mesh *reader;   /* to expand and parse hosts with */
	bool wild;             /* some host is a wildcard */
	bool custom;           /* there are custom resources */
};

/* Resources whose pods have a label, or VirtualServices of a host. */
struct carriers {
	VEC(const struct resource *) list;
};

/* What a thing is, where it is no object of a kind. */
static const char custom_thing, host_thing, subset_thing, secret_thing, provider_thing, namespace_thing, any_thing, certificate_thing;

static void hold(struct anywhere *x, const void *what, const struct str *name, const struct str *ns, uint32_t family)
{
	void **place = map_at(x->arena, &x->things, what, name, ns);
	struct holders *h = *place;

	if (!h)
		*place = h = arena_new(x->arena, struct holders);
	/* Resources come unit by unit, so that mostly each family is listed once. */
	if (!h->families.n || h->families.at[h->families.n - 1] != family)
		vec_push(x->arena, &h->families, family);
}

static void note(struct anywhere *x, const struct resource *r, const void *what, const struct str *name, const struct str *ns)
{
	if (!name || !name->len)
		return;
	hold(x, what, name, NULL, r->family);
	if (ns)
		hold(x, what, name, ns, r->family);
}

static void note_hosts(struct anywhere *x, const struct resource *r)
{
	const struct node *hosts = node_get(r->spec, KEY_hosts);

	for (const struct node *h = node_first(hosts); h; h = node_next(h)) {
		note(x, r, &host_thing, node_text(h), NULL);
		x->wild |= host_is_wild(node_text(h));
	}
}

/* A host as a name and, where it is a Service's, the namespace. */
static const struct str *host_key(const struct mesh *m, const struct str *host, const struct str **ns)
{
	struct host_parts p = host_parse(m, host);

	*ns = p.form == HOST_FORM_SERVICE ? p.ns : NULL;
	return p.form == HOST_FORM_SERVICE ? p.name : host;
}

static const struct str *subset_key(const struct mesh *m, const struct str *host, const struct str *subset,
	const struct str **ns)
{
	return pool_printf(m->pool, "%s|%s", host_key(m, host, ns)->text, subset->text);
}

static void note_subsets(struct anywhere *x, const struct resource *r)
{
	const struct str *host = host_expand(x->reader, node_get_text(r->spec, KEY_host), r->ns), *ns = NULL;

	for (const struct node *s = node_first(node_get(r->spec, KEY_subsets)); host && s; s = node_next(s)) {
		const struct str *name = node_get_text(s, KEY_name);
		const struct str *key = name ? subset_key(x->reader, host, name, &ns) : NULL;

		note(x, r, &subset_thing, key, ns);
	}
}

static void carry(struct anywhere *x, struct map *map, const void *a, const void *b, const void *c, const struct resource *r)
{
	void **place = map_at(x->arena, map, a, b, c);
	struct carriers *carriers = *place;

	if (!carriers)
		*place = carriers = arena_new(x->arena, struct carriers);
	if (carriers->list.n <= MOST_TRIED)
		vec_push(x->arena, &carriers->list, r);
}

static void note_routes(struct anywhere *x, const struct resource *r)
{
	for (const struct node *h = node_first(node_get(r->spec, KEY_hosts)); h; h = node_next(h)) {
		const struct str *host = host_expand(x->reader, node_text(h), r->ns);

		if (host)
			carry(x, &x->routes, host, NULL, NULL, r);
	}
}

static void note_labels(struct anywhere *x, const struct resource *r)
{
	const struct node *labels = r->kind == KIND_WORKLOAD_ENTRY ? node_get(r->spec, KEY_labels)
		: r->kind == KIND_WORKLOAD_GROUP ? node_at(r->spec, KEY_metadata, KEY_labels, 0)
		: node_at(resource_pod(r), KEY_metadata, KEY_labels, 0);

	for (const struct node *l = node_first(labels); l; l = node_next(l)) {
		const struct str *places[] = { NULL, r->ns };

		for (size_t i = 0; node_text(l) && i < 2; i++)
			carry(x, &x->labels, l->key, node_text(l), places[i], r);
	}
}

static void note_providers(struct anywhere *x, const struct resource *r)
{
	const struct node *lists[] = {
		node_get(r->mesh_config, KEY_extensionProviders),
		node_at(r->spec, KEY_meshConfig, KEY_extensionProviders, 0),
		node_at(r->spec, KEY_values, KEY_meshConfig, KEY_extensionProviders, 0),
		node_at(r->chart_values, KEY_meshConfig, KEY_extensionProviders, 0),
	};

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (const struct node *n = node_first(lists[i]); n; n = node_next(n))
			note(x, r, &provider_thing, node_get_text(n, KEY_name), NULL);
}

static void note_feed(struct anywhere *x, const struct resource *r)
{
	const char *why;
	const struct str *ns = feed_of(r, &why);

	if (ns)
		*map_at(x->arena, &x->feeds, ns, NULL, NULL) = (void *)(uintptr_t)why;
}

/* A server that asks clients for certificates. */
static void note_servers(struct anywhere *x, const struct resource *r)
{
	for (const struct node *s = node_first(node_get(r->spec, KEY_servers)); s; s = node_next(s))
		if (str_ends(node_text(node_at(s, KEY_tls, KEY_mode, 0)), "MUTUAL"))
			hold(x, &certificate_thing, NULL, NULL, r->family);
}

/* What controllers make under names that the object tells. */
static void note_made(struct anywhere *x, const struct resource *r)
{
	const struct str *name = r->name;

	if (r->kind == KIND_CERTIFICATE)
		name = node_get_text(r->spec, KEY_secretName);
	else if (r->kind == KIND_EXTERNAL_SECRET)
		name = node_get_text(node_get(r->spec, KEY_target), KEY_name);
	else if (r->kind == KIND_SEALED_SECRET)
		name = node_text(node_at(r->spec, KEY_template, KEY_metadata, KEY_name, 0));
	else if (r->kind != KIND_SECRET)
		return;
	note(x, r, &secret_thing, name ? name : r->name, r->ns);
}

static void note_resource(struct anywhere *x, const struct resource *r)
{
	note(x, r, kind_token(r->kind), r->name, r->namespaced ? r->ns : NULL);
	if (r->namespaced) {
		note(x, r, &namespace_thing, r->ns, NULL);
		hold(x, &any_thing, (const void *)kind_token(r->kind), r->ns, r->family);
	}
	if (r->kind == KIND_NAMESPACE)
		note(x, r, &namespace_thing, r->name, NULL);
	if (r->kind == KIND_SERVICE_ENTRY)
		note_hosts(x, r);
	if (r->kind == KIND_DESTINATION_RULE)
		note_subsets(x, r);
	if (r->kind == KIND_VIRTUAL_SERVICE)
		note_routes(x, r);
	if (r->kind == KIND_GATEWAY)
		note_servers(x, r);
	note_labels(x, r);
	note_made(x, r);
	note_providers(x, r);
	if (r->kind == KIND_OTHER)
		note_feed(x, r);
	x->custom |= resource_is_custom(r);
	if (resource_is_custom(r))
		note(x, r, &custom_thing, r->name, r->ns);
}

struct anywhere *anywhere_make(struct arena *arena, struct pool *pool, const char *cluster_domain,
	const struct resource *const *all, size_t n)
{
	struct anywhere *x = arena_new(arena, struct anywhere);

	x->arena = arena;
	x->pool = pool;
	x->reader = arena_new(arena, struct mesh);
	x->reader->arena = arena;
	x->reader->pool = pool;
	x->reader->owner = pthread_self();
	x->reader->hosts = arena_new(arena, struct map);
	x->reader->cluster_domain = pool_text(pool, cluster_domain ? cluster_domain : "cluster.local");
	for (size_t i = 0; i < n; i++)
		note_resource(x, all[i]);
	return x;
}

/* Does a family have it that is not an alternative to what the mesh is made of? Asked where a namespace is not told. */
static bool excuses(const struct mesh *m, const struct holders *h)
{
	for (size_t i = 0; h && i < h->families.n; i++)
		if (!h->families.at[i] || !mesh_has_family(m, h->families.at[i]))
			return true;
	return false;
}

static bool held(const struct mesh *m, const void *what, const struct str *name, const struct str *ns)
{
	const struct anywhere *x = m->options.anywhere;

	if (!x || !name)
		return false;
	if (!ns || !ns->len)
		return excuses(m, map_get(&x->things, what, name, NULL));
	return map_get(&x->things, what, name, ns) || excuses(m, map_get(&x->things, what, name, m->empty));
}

bool anywhere_object(const struct mesh *m, enum kind kind, const struct str *ns, const struct str *name)
{
	return held(m, kind_token(kind), name, ns);
}

bool anywhere_secret(const struct mesh *m, const struct str *ns, const struct str *name)
{
	return held(m, &secret_thing, name, ns);
}

bool anywhere_namespace(const struct mesh *m, const struct str *ns)
{
	return held(m, &namespace_thing, ns, NULL);
}

bool anywhere_provider(const struct mesh *m, const struct str *name)
{
	return held(m, &provider_thing, name, NULL);
}

bool anywhere_subset(const struct mesh *m, const struct str *host, const struct str *subset)
{
	const struct str *ns, *key;

	if (!m->options.anywhere || !host || !subset)
		return false;
	key = subset_key(m, host, subset, &ns);
	return held(m, &subset_thing, key, ns);
}

/* The next wildcard that covers the host, if anything is called so: "*.b.c", then "*.c" of "a.b.c". at: where to look on; NULL at the end. */
static const struct str *next_wildcard(const struct mesh *m, const struct str *host, const char **at)
{
	char text[258] = "*";

	for (const char *p = *at; host->len <= 255 && *p; p++) {
		size_t n = (size_t)(host->text + host->len - p);
		const struct str *pattern;

		if (*p != '.')
			continue;
		memcpy(text + 1, p, n);
		pattern = pool_find(m->pool, text, n + 1);
		*at = p + 1;
		if (pattern)
			return pattern;
	}
	return NULL;
}

/* Is there a ServiceEntry whose wildcard covers the host? */
static bool wildcard_held(const struct mesh *m, const struct str *host)
{
	const char *at = host->text + (host_is_wild(host) ? 1 : 0);
	const struct str *pattern;

	while (m->options.anywhere->wild && (pattern = next_wildcard(m, host, &at)))
		if (held(m, &host_thing, pattern, NULL))
			return true;
	return false;
}

/* Is it none of the mesh's, nor of an alternative to what it is made of? */
static bool is_beside(const struct mesh *m, const struct resource *r)
{
	return !(r->family && mesh_has_family(m, r->family)) && !mesh_find(m, r->kind, r->ns, r->name);
}

static bool is_for(const struct resource *vs, bool mesh)
{
	const struct node *gateways = node_get(vs->spec, KEY_gateways);
	bool has[2] = { false, !node_first(gateways) };

	for (const struct node *g = node_first(gateways); g; g = node_next(g))
		has[str_is(node_text(g), "mesh")] = true;
	return has[mesh];
}

static const struct resource *route_beside(const struct mesh *m, const struct str *host, bool mesh)
{
	const struct carriers *c = map_get(&m->options.anywhere->routes, host, NULL, NULL);

	for (size_t i = 0; c && i < c->list.n; i++)
		if (is_for(c->list.at[i], mesh) && is_beside(m, c->list.at[i]))
			return c->list.at[i];
	return NULL;
}

const struct resource *anywhere_route(const struct mesh *m, const struct str *host, bool mesh)
{
	const char *at = host->text;
	const struct resource *found;
	const struct str *pattern;

	if (!m->options.anywhere)
		return NULL;
	found = route_beside(m, host, mesh);
	while (!found && (pattern = next_wildcard(m, host, &at)))
		found = route_beside(m, pattern, mesh);
	pattern = pool_find(m->pool, "*", 1);
	return found || !pattern ? found : route_beside(m, pattern, mesh);
}

bool anywhere_host(const struct mesh *m, const struct str *host)
{
	const struct str *ns, *name;

	if (!m->options.anywhere || !host)
		return false;
	name = host_key(m, host, &ns);
	if (held(m, &host_thing, host, NULL) || wildcard_held(m, host))
		return true;
	if (!ns)
		return false;
	for (size_t n = m->options.anywhere->custom ? name->len : 0; n; n--) /* "logs-es-http" may be made for a custom resource "logs" */
		if ((n == name->len || name->text[n] == '-')
				&& held(m, &custom_thing, pool_find(m->pool, name->text, n), ns))
			return true;
	return held(m, kind_token(KIND_SERVICE), name, ns) || held(m, kind_token(KIND_CANARY), name, ns) || held(m, kind_token(KIND_K8S_GATEWAY), name, ns);
}

static const struct carriers *fewest(const struct anywhere *x, const struct str *ns, const struct node *labels)
{
	static const struct carriers nothing;
	const struct carriers *best = NULL;

	for (const struct node *l = node_first(labels); l; l = node_next(l)) {
		const struct carriers *c = node_text(l) ? map_get(&x->labels, l->key, node_text(l), ns) : NULL;

		c = c ? c : &nothing;
		best = !best || c->list.n < best->list.n ? c : best;
	}
	return best;
}

static bool has_labels(const struct resource *r, const struct node *labels)
{
	const struct node *own = r->kind == KIND_WORKLOAD_ENTRY ? node_get(r->spec, KEY_labels)
		: r->kind == KIND_WORKLOAD_GROUP ? node_at(r->spec, KEY_metadata, KEY_labels, 0)
		: node_at(resource_pod(r), KEY_metadata, KEY_labels, 0);

	for (const struct node *l = node_first(labels); l; l = node_next(l))
		if (node_text(node_member(own, l->key)) != node_text(l))
			return false;
	return true;
}

static bool carried(const struct mesh *m, const struct str *ns, const struct node *labels)
{
	const struct carriers *c = fewest(m->options.anywhere, ns, labels);

	if (c && c->list.n > MOST_TRIED)
		return true;
	for (size_t i = 0; c && i < c->list.n; i++)
		if ((!c->list.at[i]->family || !mesh_has_family(m, c->list.at[i]->family)) && has_labels(c->list.at[i], labels))
			return true;
	return false;
}

bool anywhere_labels(const struct mesh *m, const struct str *ns, const struct node *labels)
{
	if (!m->options.anywhere)
		return false;
	if (!ns || !ns->len)
		return carried(m, NULL, labels);
	return carried(m, ns, labels) || carried(m, m->empty, labels);
}

/* Does another family have it, too? */
static bool is_held_elsewhere(const struct mesh *m, const void *what, const void *name, const struct str *ns)
{
	const struct anywhere *x = m->options.anywhere;
	const struct holders *h = x ? map_get(&x->things, what, name, ns) : NULL;

	for (size_t i = 0; h && i < h->families.n; i++)
		if (!mesh_has_family(m, h->families.at[i]))
			return true;
	return false;
}

bool anywhere_more(const struct mesh *m, enum kind kind, const struct str *ns)
{
	return is_held_elsewhere(m, &any_thing, kind_token(kind), ns);
}

bool anywhere_asks_certificates(const struct mesh *m)
{
	return is_held_elsewhere(m, &certificate_thing, NULL, NULL);
}

const char *anywhere_feeds(const struct mesh *m, const struct str *ns)
{
	return m->options.anywhere && ns ? map_get(&m->options.anywhere->feeds, ns, NULL, NULL) : NULL;
}
