/* Builds a mesh, part by part. */
#include "world/mesh.h"

#include "world/index.h"
#include "world/internal.h"

/* istiod passes over namespaces that no discovery selector picks: what lives there is no part of the mesh. */
static void leave_undiscovered(struct mesh *m)
{
	struct resources all = mesh_all(m);
	const struct resource **kept = arena_array(m->arena, const struct resource *, all.n);
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++)
		if (!all.at[i]->namespaced || mesh_discovers(m, all.at[i]->ns) != NO)
			kept[n++] = all.at[i];
	if (n < all.n)
		index_build(m, kept, n);
}

struct mesh *mesh_build(struct arena *arena, struct pool *pool, const struct mesh_options *options,
	const struct resource *const *resources, size_t n)
{
	struct mesh *m = arena_new(arena, struct mesh);

	m->arena = arena;
	m->pool = pool;
	m->owner = pthread_self();
	m->hosts = arena_new(arena, struct map);
	m->answers = arena_new(arena, struct map);
	m->shadows = arena_new(arena, struct map);
	m->kept = arena_new(arena, struct map);
	m->limits = arena_new(arena, struct limits);
	if (options)
		m->options = *options;
	m->empty = pool_text(pool, "");
	m->cluster_domain = pool_text(pool,
		m->options.cluster_domain ? m->options.cluster_domain : "cluster.local");
	index_build(m, resources, n);
	config_build(m);
	if (m->config->discovery_selectors)
		leave_undiscovered(m);
	index_settle(m);
	visibility_build(m);
	services_build(m);
	workloads_build(m);
	selections_build(m);
	gateways_build(m);
	virtual_services_build(m);
	attached_build(m);
	imports_build(m);
	destination_rules_build(m);
	peer_authentications_build(m);
	selectors_build(m);
	envoy_filters_build(m);
	return m;
}

const char *mesh_title(const struct mesh *m)
{
	return m->options.title;
}

const char *mesh_name(const struct mesh *m)
{
	return m->options.name;
}

const struct mesh_limit *mesh_limits(const struct mesh *m, size_t *n)
{
	*n = m->limits->list.n;
	return m->limits->list.at;
}

bool mesh_is_own(const struct mesh *m)
{
	return pthread_equal(m->owner, pthread_self());
}

struct kept *mesh_kept(const struct mesh *m, const void *question, const void *of, const void *more)
{
	void **at;
	struct kept *k;

	if (!mesh_is_own(m))
		return NULL;
	at = map_at(m->arena, m->kept, question, of, more);
	if (*at)
		return *at;
	k = arena_new(m->arena, struct kept);
	k->arena = m->arena;
	*at = k;
	return k;
}

void mesh_limit(const struct mesh *m, const struct resource *at, const char *text)
{
	vec_push(m->arena, &m->limits->list, ((struct mesh_limit){at, text}));
}

struct pool *mesh_pool(const struct mesh *m)
{
	return m->pool;
}

enum world mesh_world(const struct mesh *m)
{
	return m->options.world;
}

uint32_t mesh_release(const struct mesh *m)
{
	return m->options.release;
}

const struct str *mesh_root_namespace(const struct mesh *m)
{
	return m->root_namespace;
}

const struct str *mesh_cluster_domain(const struct mesh *m)
{
	return m->cluster_domain;
}
