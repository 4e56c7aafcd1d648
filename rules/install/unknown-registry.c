/* Endpoints of a network that are taken from a cluster which nobody knows. */
#include "keys.h"
#include "lint/rule.h"
#include "world/config.h"

/* Those that istiod knows: a cluster goes by the name that its control plane was installed with. */
static const char *const builtin[] = { "Kubernetes", "Mock", "External" };

/* Do the keys of this map hold the cluster's name? */
static bool has_key(const struct node *map, const struct str *cluster)
{
	return node_member(map, cluster) != NULL;
}

/* Is there a secret with access to a cluster of this name? *any: is there one to any cluster? */
static bool has_remote_secret(const struct mesh *m, const struct str *cluster, bool *any)
{
	struct resources all = mesh_of(m, KIND_SECRET);
	bool found = false;

	for (size_t i = 0; i < all.n && !found; i++) {
		if (!str_is(resource_label(all.at[i], "istio/multiCluster"), "true"))
			continue;
		*any = true;
		found = has_key(node_get(all.at[i]->root, KEY_data), cluster) || has_key(node_get(all.at[i]->root, KEY_stringData), cluster);
	}
	return found;
}

/* The name that the cluster of the control plane was given, or NULL. */
static const struct str *own_cluster(const struct mesh *m)
{
	const struct resource *r = mesh_configuration(m)->resource;

	return r ? node_text(node_at(r->spec, KEY_values, KEY_global, KEY_multiCluster, KEY_clusterName, 0)) : NULL;
}

static void judge(struct pass *p, const struct resource *holder, const struct node *endpoint, const struct str *network)
{
	const struct mesh *m = pass_mesh(p);
	const struct node *at = node_get(endpoint, KEY_fromRegistry);
	const struct str *cluster = node_text(at), *own = own_cluster(m);
	bool any = false;

	if (!cluster || cluster == own)
		return;
	for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++)
		if (str_is(cluster, builtin[i]))
			return;
	if (has_remote_secret(m, cluster, &any) || (mesh_world(m) != WORLD_CLOSED && !(any && own)))
		return;
	pass_report(p, holder, at, "network \"%s\" takes endpoints from \"%s\", which is not a cluster that istiod knows",
		network->text, cluster->text);
}

/* A file given with --mesh-networks holds no object: it is reported as istiod stores it. */
static const struct resource *holder_of(struct pass *p, const struct node *networks)
{
	const struct mesh *m = pass_mesh(p);
	struct resource *r;

	if (mesh_configuration(m)->resource)
		return mesh_configuration(m)->resource;
	r = arena_new(pass_scratch(p), struct resource);
	r->kind_name = pool_text(mesh_pool(m), "MeshNetworks");
	r->api_version = r->group = r->version = pool_text(mesh_pool(m), "");
	r->name = pool_text(mesh_pool(m), "meshnetworks");
	r->ns = mesh_root_namespace(m);
	r->root = networks;
	return r;
}

static void survey(struct pass *p, const struct mesh *m)
{
	const struct node *networks = mesh_configuration(m)->networks, *endpoints;
	const struct resource *holder;

	if (!networks)
		return;
	holder = holder_of(p, networks);
	if (node_has(networks, KEY_networks)) /* Helm values go without this level */
		networks = node_get(networks, KEY_networks);
	for (const struct node *n = node_first(networks); n; n = node_next(n)) {
		endpoints = node_get(n, KEY_endpoints);
		for (const struct node *e = node_first(endpoints); e; e = node_next(e))
			judge(p, holder, e, n->key);
	}
}

extern const struct page page_install_unknown_registry;

const struct rule rule_install_unknown_registry = {
	.notice = {
		.code     = "IM003",
		.name     = "install-unknown-registry",
		.summary  = "meshNetworks names a cluster that istiod does not know",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0126",
		.category = "objects",
		.page     = &page_install_unknown_registry,
	},
	.reads   = KIND_BIT(KIND_CONFIG_MAP) | KIND_BIT(KIND_SECRET)
		| KIND_BIT(KIND_ISTIO_OPERATOR) | KIND_BIT(KIND_SAIL_ISTIO),
	.survey  = survey,
};
