/* Resources by kind, namespace and name, and which places the tree describes. */
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "mesh/internal.h"

/* A few resources, in the order of the input. Most groups have one member, which needs no block. */
struct group {
	const struct resource **at;
	size_t n, cap;
	const struct resource *one[1];
};

/* A namespace while it grows. */
struct place {
	struct namespace ns;
	VEC(const struct resource *) resources;
	bool listed;
};

struct index {
	const struct resource **all;
	size_t n;
	struct resources kinds[N_KINDS];
	struct map by_ns;      /* kind, namespace -> struct group */
	struct map by_name;    /* kind, name -> struct group */
	struct map by_id;      /* kind, namespace, name -> struct group: complete ones */
	struct map patches;    /* kind, name -> a kustomize patch */
	struct map complete;   /* kind, name -> a resource that is none */
	struct map secrets;    /* namespace, name -> what holds or makes the Secret */
	struct map secret_names; /* name -> the same */
	struct map places;     /* namespace -> struct place */
	const struct namespace **namespaces;
	size_t n_namespaces;
	VEC(struct resources) duplicates;
	bool has_namespaces;   /* a Namespace object is in the tree */
};

/* An address for each kind: maps compare keys by address. */
static const char tokens[N_KINDS];

static const void *token(enum kind kind)
{
	return &tokens[kind];
}

/* The same for the kinds that share KIND_OTHER. */
static const void *identity(const struct mesh *m, const struct resource *r)
{
	if (r->kind != KIND_OTHER)
		return token(r->kind);
	return pool_printf(m->pool, "%s/%s", r->group->text, r->kind_name->text);
}

static struct group *group_at(struct arena *arena, struct map *map, const void *a, const void *b, const void *c)
{
	void **at = map_at(arena, map, a, b, c);
	struct group *g = *at;

	if (!g) {
		g = arena_new(arena, struct group);
		g->at = g->one;
		g->cap = 1;
		*at = g;
	}
	return g;
}

static struct resources members(const struct group *g)
{
	struct resources r = {NULL, 0};

	if (g) {
		r.at = g->at;
		r.n = g->n;
	}
	return r;
}

static struct place *place_at(struct mesh *m, const struct str *name)
{
	void **at = map_at(m->arena, &m->index->places, name, NULL, NULL);
	struct place *p = *at;

	if (!p) {
		p = arena_new(m->arena, struct place);
		p->ns.name = name;
		p->ns.known = name->len > 0;
		*at = p;
		m->index->n_namespaces++;
	}
	return p;
}

void index_describe(struct mesh *m, const struct str *ns, enum scope scope)
{
	place_at(m, ns)->ns.described |= 1u << scope;
}

static void note_secret(struct mesh *m, const struct resource *r, const struct str *name)
{
	if (!name || name->len == 0)
		return;
	*map_at(m->arena, &m->index->secrets, r->ns, name, NULL) = (void *)(uintptr_t)r;
	*map_at(m->arena, &m->index->secret_names, name, NULL, NULL) = (void *)(uintptr_t)r;
	index_describe(m, r->ns, SCOPE_SECRETS);
}

static void note_secrets(struct mesh *m, const struct resource *r)
{
	const struct str *name = r->name;

	switch (r->kind) {
	case KIND_CERTIFICATE:
		name = node_get_text(r->spec, KEY_secretName);
		break;
	case KIND_EXTERNAL_SECRET:
		name = node_get_text(node_get(r->spec, KEY_target), KEY_name);
		break;
	case KIND_SEALED_SECRET:
		name = node_text(node_at(r->spec, KEY_template, KEY_metadata, KEY_name, 0));
		break;
	case KIND_SECRET:
		break;
	default:
		return;
	}
	note_secret(m, r, name ? name : r->name);
}

/* What a resource describes by its kind alone. Workloads and hosts outside are noted by those who know them. */
static void describe(struct mesh *m, const struct resource *r)
{
	if (r->partial)
		return;
	switch (r->kind) {
	case KIND_SERVICE:
	case KIND_SERVICE_ENTRY:
		index_describe(m, r->ns, SCOPE_HOSTS);
		break;
	case KIND_GATEWAY:
	case KIND_K8S_GATEWAY:
		index_describe(m, r->ns, SCOPE_GATEWAYS);
		break;
	case KIND_SERVICE_ACCOUNT:
		index_describe(m, r->ns, SCOPE_SERVICE_ACCOUNTS);
		break;
	case KIND_VIRTUAL_SERVICE:
		index_describe(m, r->ns, SCOPE_VIRTUAL_SERVICES);
		break;
	default:
		note_secrets(m, r);
	}
}

static void add_place(struct mesh *m, const struct resource *r)
{
	struct place *p;

	if (r->kind == KIND_NAMESPACE && r->name->len > 0) {
		p = place_at(m, r->name);
		if (!p->ns.resource || p->ns.resource->partial)
			p->ns.resource = r;
		m->index->has_namespaces |= !r->partial;
	}
	if (r->namespaced) {
		p = place_at(m, r->ns);
		vec_push(m->arena, &p->resources, r);
	}
}

static void add_resource(struct mesh *m, const struct resource *r)
{
	struct index *x = m->index;
	struct group *g = group_at(m->arena, &x->by_ns, token(r->kind), r->ns, NULL);

	vec_push(m->arena, g, r);
	add_place(m, r);
	describe(m, r);
	if (r->name->len == 0)
		return;
	if (r->kind != KIND_OTHER) {
		g = group_at(m->arena, &x->by_name, token(r->kind), r->name, NULL);
		vec_push(m->arena, g, r);
		*map_at(m->arena, r->partial ? &x->patches : &x->complete, token(r->kind), r->name, NULL)
			= (void *)(uintptr_t)r;
	}
	if (!r->partial) {
		g = group_at(m->arena, &x->by_id, identity(m, r), r->ns, r->name);
		vec_push(m->arena, g, r);
	}
}

static void split_kinds(struct mesh *m)
{
	struct index *x = m->index;
	size_t count[N_KINDS] = {0};
	const struct resource **at[N_KINDS];

	for (size_t i = 0; i < x->n; i++)
		count[x->all[i]->kind]++;
	for (int k = 0; k < N_KINDS; k++) {
		at[k] = arena_array(m->arena, const struct resource *, count[k]);
		x->kinds[k].at = at[k];
		x->kinds[k].n = count[k];
	}
	for (size_t i = 0; i < x->n; i++)
		*at[x->all[i]->kind]++ = x->all[i];
}

/* Twins in the order of their first members: a group is taken where its first member stands. */
static void find_duplicates(struct mesh *m)
{
	struct index *x = m->index;

	for (size_t i = 0; i < x->n; i++) {
		struct resources twins = mesh_twins(m, x->all[i]);

		if (twins.n > 1 && twins.at[0] == x->all[i])
			vec_push(m->arena, &x->duplicates, twins);
	}
}

static int compare_places(const void *a, const void *b)
{
	const struct namespace *const *x = a, *const *y = b;

	return strcmp((*x)->name->text, (*y)->name->text);
}

/* Every place was made by a resource that lives there or by its Namespace object. */
static void list_places(struct mesh *m)
{
	struct index *x = m->index;
	size_t n = 0;

	x->namespaces = arena_array(m->arena, const struct namespace *, x->n_namespaces);
	for (size_t i = 0; i < x->n; i++) {
		const struct resource *r = x->all[i];
		const struct str *name = r->kind == KIND_NAMESPACE ? r->name : r->ns;
		struct place *p = map_get(&x->places, name, NULL, NULL);

		if (!p || p->listed)
			continue;
		p->listed = true;
		p->ns.resources.at = p->resources.at;
		p->ns.resources.n = p->resources.n;
		x->namespaces[n++] = &p->ns;
	}
	x->n_namespaces = n;
	qsort(x->namespaces, n, sizeof *x->namespaces, compare_places);
}

void index_build(struct mesh *m, const struct resource *const *resources, size_t n)
{
	struct index *x = arena_new(m->arena, struct index);

	m->index = x;
	x->n = n;
	x->all = arena_array(m->arena, const struct resource *, n);
	for (size_t i = 0; i < n; i++)
		x->all[i] = resources[i];
	split_kinds(m);
	for (size_t i = 0; i < n; i++)
		add_resource(m, x->all[i]);
	find_duplicates(m);
	list_places(m);
}

bool index_patched(const struct mesh *m, const struct resource *r)
{
	return r->partial || map_get(&m->index->patches, token(r->kind), r->name, NULL);
}

bool index_is_patch(const struct mesh *m, const struct resource *r)
{
	return r->partial && map_get(&m->index->complete, token(r->kind), r->name, NULL);
}

struct resources mesh_all(const struct mesh *m)
{
	struct resources r = {m->index->all, m->index->n};

	return r;
}

struct resources mesh_of(const struct mesh *m, enum kind kind)
{
	return m->index->kinds[kind];
}

struct resources mesh_in(const struct mesh *m, enum kind kind, const struct str *ns)
{
	return members(map_get(&m->index->by_ns, token(kind), ns, NULL));
}

struct resources mesh_named(const struct mesh *m, enum kind kind, const struct str *name)
{
	return members(map_get(&m->index->by_name, token(kind), name, NULL));
}

/* Cluster-scoped kinds live in "". */
static const struct str *home(const struct mesh *m, enum kind kind, const struct str *ns)
{
	static const bool namespaced[N_KINDS] = {
#define KIND(constant, group, name, scope) [KIND_##constant] = scope,
#include "mesh/kind.def"
#undef KIND
	};

	return namespaced[kind] && ns ? ns : m->empty;
}

const struct resource *mesh_find(const struct mesh *m, enum kind kind, const struct str *ns,
	const struct str *name)
{
	const struct resource *r;
	const struct group *g;

	ns = home(m, kind, ns);
	g = map_get(&m->index->by_id, token(kind), ns, name);
	if (g)
		return g->at[0];
	r = map_get(&m->index->patches, token(kind), name, NULL);
	return r && r->ns == ns ? r : NULL;
}

struct resources mesh_twins(const struct mesh *m, const struct resource *r)
{
	struct resources none = {NULL, 0}, twins;

	if (r->partial || r->name->len == 0)
		return none;
	twins = members(map_get(&m->index->by_id, identity(m, r), r->ns, r->name));
	return twins.n > 1 ? twins : none;
}

const struct resources *mesh_duplicates(const struct mesh *m, size_t *n)
{
	*n = m->index->duplicates.n;
	return m->index->duplicates.at;
}

static enum scope scope_of(enum kind kind)
{
	switch (kind) {
	case KIND_SERVICE:
		return SCOPE_HOSTS;
	case KIND_GATEWAY:
	case KIND_K8S_GATEWAY:
		return SCOPE_GATEWAYS;
	case KIND_NAMESPACE:
		return SCOPE_NAMESPACES;
	case KIND_SECRET:
		return SCOPE_SECRETS;
	case KIND_SERVICE_ACCOUNT:
		return SCOPE_SERVICE_ACCOUNTS;
	case KIND_VIRTUAL_SERVICE:
		return SCOPE_VIRTUAL_SERVICES;
	case KIND_DEPLOYMENT:
	case KIND_STATEFUL_SET:
	case KIND_DAEMON_SET:
	case KIND_REPLICA_SET:
	case KIND_REPLICATION_CONTROLLER:
	case KIND_ROLLOUT:
	case KIND_POD:
		return SCOPE_WORKLOADS;
	default:
		return N_SCOPES;
	}
}

static enum truth absent(const struct mesh *m, enum kind kind, const struct str *ns)
{
	enum scope scope = scope_of(kind);

	if (scope == N_SCOPES)
		return m->options.world == WORLD_CLOSED ? NO : UNKNOWN;
	return mesh_closed(m, scope, ns) == YES ? NO : UNKNOWN;
}

enum truth mesh_has(const struct mesh *m, enum kind kind, const struct str *ns, const struct str *name)
{
	struct resources named;

	ns = home(m, kind, ns);
	if (mesh_find(m, kind, ns, name))
		return YES;
	if (kind == KIND_NAMESPACE)
		return mesh_namespace_exists(m, name);
	if (kind == KIND_SERVICE_ACCOUNT && str_is(name, "default"))
		return YES;
	named = mesh_named(m, kind, name);
	if (ns == m->empty ? named.n > 0 : mesh_find(m, kind, m->empty, name) != NULL)
		return UNKNOWN;
	return absent(m, kind, ns);
}

enum truth mesh_has_secret(const struct mesh *m, const struct str *ns, const struct str *name)
{
	const struct map *secrets = &m->index->secrets;

	if (map_get(secrets, ns, name, NULL))
		return YES;
	if (ns == m->empty ? map_get(&m->index->secret_names, name, NULL, NULL)
			: map_get(secrets, m->empty, name, NULL))
		return UNKNOWN;
	return absent(m, KIND_SECRET, ns);
}

enum truth mesh_closed(const struct mesh *m, enum scope scope, const struct str *ns)
{
	const struct place *p;

	if (m->options.world != WORLD_AUTO)
		return m->options.world == WORLD_CLOSED ? YES : UNKNOWN;
	if (scope == SCOPE_NAMESPACES)
		return m->index->has_namespaces ? YES : UNKNOWN;
	if (scope == SCOPE_CONTROL_PLANE)
		return m->config->found ? YES : UNKNOWN;
	if (!ns)
		return UNKNOWN;
	p = map_get(&m->index->places, ns, NULL, NULL);
	return p && p->ns.described & 1u << scope ? YES : UNKNOWN;
}

const char *scope_name(enum scope scope)
{
	static const char *const names[N_SCOPES] = {
		[SCOPE_HOSTS] = "hosts",
		[SCOPE_WORKLOADS] = "workloads",
		[SCOPE_GATEWAYS] = "gateways",
		[SCOPE_NAMESPACES] = "namespaces",
		[SCOPE_SECRETS] = "secrets",
		[SCOPE_SERVICE_ACCOUNTS] = "service accounts",
		[SCOPE_VIRTUAL_SERVICES] = "virtual services",
		[SCOPE_EXTERNAL_HOSTS] = "external hosts",
		[SCOPE_CONTROL_PLANE] = "mesh configuration",
	};

	return names[scope];
}

const char *scope_reason(enum scope scope)
{
	static const char *const reasons[N_SCOPES] = {
		[SCOPE_HOSTS] = "no Service of this namespace is in the tree",
		[SCOPE_WORKLOADS] = "no workload of this namespace is in the tree",
		[SCOPE_GATEWAYS] = "no Gateway or workload of this namespace is in the tree",
		[SCOPE_NAMESPACES] = "no Namespace is in the tree",
		[SCOPE_SECRETS] = "no Secret of this namespace is in the tree",
		[SCOPE_SERVICE_ACCOUNTS] = "no ServiceAccount of this namespace is in the tree",
		[SCOPE_VIRTUAL_SERVICES] = "no VirtualService of this namespace is in the tree",
		[SCOPE_EXTERNAL_HOSTS] = "no ServiceEntry of this namespace names a host outside the cluster",
		[SCOPE_CONTROL_PLANE] = "no mesh configuration is in the tree",
	};

	return reasons[scope];
}

const struct namespace *const *mesh_namespaces(const struct mesh *m, size_t *n)
{
	*n = m->index->n_namespaces;
	return m->index->namespaces;
}

const struct namespace *mesh_namespace(const struct mesh *m, const struct str *ns)
{
	const struct place *p = map_get(&m->index->places, ns, NULL, NULL);

	return p ? &p->ns : NULL;
}

enum truth mesh_namespace_exists(const struct mesh *m, const struct str *ns)
{
	if (mesh_namespace(m, ns) || str_is(ns, "default") || str_starts(ns, "kube-") || ns == m->root_namespace)
		return YES;
	return mesh_closed(m, SCOPE_NAMESPACES, ns) == YES ? NO : UNKNOWN;
}

enum truth ns_same(const struct str *a, const struct str *b)
{
	if (a == b)
		return YES;
	return a->len == 0 || b->len == 0 ? UNKNOWN : NO;
}

const struct str *namespace_label(const struct namespace *ns, const char *key)
{
	return ns && ns->resource ? resource_label(ns->resource, key) : NULL;
}
