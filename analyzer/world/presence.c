/* Answers what is in the tree, and what its absence means. */
#include "world/anywhere.h"
#include "world/index.h"

bool mesh_has_family(const struct mesh *m, uint32_t family)
{
	return map_get(&m->families, (const void *)((uintptr_t)family + 1), NULL, NULL) != NULL;
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

bool index_patched(const struct mesh *m, const struct resource *r)
{
	return r->partial || r->patched || map_get(&m->index->patches, kind_token(r->kind), r->name, NULL);
}

bool index_is_patch(const struct mesh *m, const struct resource *r)
{
	return r->partial && (r->patched || map_get(&m->index->complete, kind_token(r->kind), r->name, NULL));
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
	return members(map_get(&m->index->by_ns, kind_token(kind), ns, NULL));
}

struct resources mesh_named(const struct mesh *m, enum kind kind, const struct str *name)
{
	return members(map_get(&m->index->by_name, kind_token(kind), name, NULL));
}

/* Cluster-scoped kinds live in "". */
static const struct str *home(const struct mesh *m, enum kind kind, const struct str *ns)
{
	return kind_is_namespaced(kind, NULL, NULL) && ns ? ns : m->empty;
}

const struct resource *mesh_find(const struct mesh *m, enum kind kind, const struct str *ns,
	const struct str *name)
{
	const struct resource *r;
	const struct group *g;

	ns = home(m, kind, ns);
	g = map_get(&m->index->by_id, kind_token(kind), ns, name);
	if (g)
		return g->at[0];
	r = map_get(&m->index->patches, kind_token(kind), name, NULL);
	return r && r->ns == ns ? r : NULL;
}

struct resources mesh_twins(const struct mesh *m, const struct resource *r)
{
	struct resources none = {NULL, 0}, twins;

	if (r->partial || r->name->len == 0)
		return none;
	twins = members(map_get(&m->index->by_id, index_identity(m, r), r->ns, r->name));
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
	return anywhere_object(m, kind, ns, name) ? UNKNOWN : absent(m, kind, ns);
}

enum truth mesh_has_secret(const struct mesh *m, const struct str *ns, const struct str *name)
{
	const struct map *secrets = &m->index->secrets;

	if (map_get(secrets, ns, name, NULL))
		return YES;
	if (ns == m->empty ? map_get(&m->index->secret_names, name, NULL, NULL)
			: map_get(secrets, m->empty, name, NULL))
		return UNKNOWN;
	return anywhere_secret(m, ns, name) ? UNKNOWN : absent(m, KIND_SECRET, ns);
}

/* May what is not shown bring something into the place? p is that of ns, or NULL. */
static bool is_fed(const struct mesh *m, const struct place *p, enum scope scope, const struct str *ns)
{
	return m->index->gaps[scope] || anywhere_feeds(m, ns) || (p && (p->ns.fed || p->gaps & 1u << scope));
}

/* What Kubernetes and who installs it bring into their own namespaces is in no tree; NULL is none of them. */
static bool is_brought(enum scope scope, const struct str *ns)
{
	static const unsigned scopes = 1u << SCOPE_HOSTS | 1u << SCOPE_WORKLOADS | 1u << SCOPE_SECRETS | 1u << SCOPE_SERVICE_ACCOUNTS;

	return scopes & 1u << scope && (str_is(ns, "kube-system") || str_is(ns, "kube-public") || str_is(ns, "kube-node-lease"));
}

bool mesh_shows(const struct mesh *m, const struct str *ns)
{
	const struct namespace *n = mesh_namespace(m, ns);

	return m->options.world == WORLD_CLOSED || (m->options.world == WORLD_AUTO && n && n->resources.n);
}

enum truth mesh_closed(const struct mesh *m, enum scope scope, const struct str *ns)
{
	if (m->options.world == WORLD_AUTO && is_brought(scope, ns))
		return UNKNOWN;
	return mesh_tells(m, scope, ns);
}

enum truth mesh_tells(const struct mesh *m, enum scope scope, const struct str *ns)
{
	const struct place *p;

	if (m->options.world != WORLD_AUTO)
		return m->options.world == WORLD_CLOSED ? YES : UNKNOWN;
	if (scope == SCOPE_CONTROL_PLANE)
		return m->config->found && !m->config->open ? YES : UNKNOWN;
	if (m->index->gaps[scope])
		return UNKNOWN;
	if (scope == SCOPE_NAMESPACES)
		return m->index->makes_namespaces ? YES : UNKNOWN;
	if (!ns)
		return UNKNOWN;
	p = map_get(&m->index->places, ns, NULL, NULL);
	if (scope == SCOPE_HOSTS && ns == m->root_namespace && !m->index->tells_root)
		return UNKNOWN;
	return p && !is_fed(m, p, scope, ns) && p->ns.described & 1u << scope ? YES : UNKNOWN;
}

/* What would describe the place is applied with something else; NULL: the tree has nothing of it. */
static const char *described_elsewhere(const struct mesh *m, enum scope scope, const struct str *ns)
{
	static const struct {
		enum kind kind;
		const char *reason;
	} others[N_SCOPES] = {
		[SCOPE_HOSTS] = { KIND_SERVICE, "the Services of this namespace are of another application of the tree" },
		[SCOPE_WORKLOADS] = { KIND_DEPLOYMENT, "the workloads of this namespace are of another application of the tree" },
		[SCOPE_GATEWAYS] = { KIND_GATEWAY, "the Gateways of this namespace are of another application of the tree" },
		[SCOPE_SECRETS] = { KIND_SECRET, "the Secrets of this namespace are of another application of the tree" },
	};

	return ns && anywhere_more(m, others[scope].kind, ns) ? others[scope].reason : NULL;
}

const char *mesh_open_reason(const struct mesh *m, enum scope scope, const struct str *ns)
{
	const struct place *p = ns ? map_get(&m->index->places, ns, NULL, NULL) : NULL;
	const struct namespace *n = p ? &p->ns : NULL;

	if (m->options.world == WORLD_OPEN)
		return "with --world open nothing is reported as missing";
	if (scope == SCOPE_CONTROL_PLANE && m->config->open)
		return "some of the mesh configuration is broken or is where meshlint does not look";
	if (m->index->gaps[scope])
		return m->index->gaps[scope];
	if (scope == SCOPE_NAMESPACES && m->index->has_namespaces && !m->index->makes_namespaces)
		return "objects of the tree are in namespaces that it does not make";
	if (is_brought(scope, ns))
		return "whoever installs Kubernetes brings objects into this namespace";
	if (p && p->gaps & 1u << scope && n->described & 1u << scope)
		return p->gap;
	if (!n || !(n->described & 1u << scope))
		return described_elsewhere(m, scope, ns) ? described_elsewhere(m, scope, ns) : scope_reason(scope);
	if (n->fed || anywhere_feeds(m, ns))
		return n->fed ? n->fed : anywhere_feeds(m, ns);
	return m->options.anywhere ? "something of that name is elsewhere in the tree" : scope_reason(scope);
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
		[SCOPE_GATEWAYS] = "no Gateway of this namespace is in the tree",
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

bool mesh_fed(const struct mesh *m, enum scope scope, const struct str *ns)
{
	return m->options.world != WORLD_CLOSED && is_fed(m, map_get(&m->index->places, ns, NULL, NULL), scope, ns);
}

bool mesh_makes(const struct mesh *m, const struct str *ns)
{
	const struct namespace *n = mesh_namespace(m, ns);

	return m->options.world == WORLD_CLOSED || (n && n->made);
}

enum truth mesh_namespace_exists(const struct mesh *m, const struct str *ns)
{
	if (mesh_namespace(m, ns) || str_is(ns, "default") || str_starts(ns, "kube-") || ns == m->root_namespace)
		return YES;
	return mesh_closed(m, SCOPE_NAMESPACES, ns) == YES && !anywhere_namespace(m, ns) ? NO : UNKNOWN;
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
