/* The extension providers of the mesh: those that its configuration writes, and Istio's own. */
#include <strings.h>

#include "keys.h"
#include "world/anywhere.h"
#include "world/installation.h"

/* Istio's own stand beside the written ones, which replace those of their name. */
static const char *const stock[][2] = {
	{"prometheus", "prometheus"}, {"stackdriver", "stackdriver"}, {"envoy", "envoyFileAccessLog"},
};

/* The profile demo's, unless the configuration writes a list of its own. */
static const char *const demo[][2] = {
	{"otel", "envoyOtelAls"}, {"skywalking", "skywalking"}, {"otel-tracing", "opentelemetry"},
	{"jaeger", "opentelemetry"},
};

#define N_STOCK (sizeof stock / sizeof *stock)
#define N_DEMO (sizeof demo / sizeof *demo)

struct adding {
	struct mesh *m;
	struct provider *room;
	size_t n_of_plane; /* providers before this control plane's */
};

/* Of one control plane the later one of a name counts; where control planes differ, what it is stays open. */
static void add(struct adding *a, struct provider next)
{
	void **at = map_at(a->m->arena, &a->m->providers, next.name, NULL, NULL);
	struct provider *p = *at;

	if (!p) {
		p = &a->room[a->m->config->n_providers++];
		*at = p;
	} else if ((size_t)(p - a->room) < a->n_of_plane && p->kind != next.kind) {
		next.kind = NULL;
	}
	*p = next;
}

static void add_own(struct adding *a, const char *const own[][2], size_t n)
{
	struct pool *pool = a->m->pool;

	for (size_t i = 0; i < n; i++)
		if (!a->n_of_plane || !map_get(&a->m->providers, pool_text(pool, own[i][0]), NULL, NULL))
			add(a, (struct provider){.name = pool_text(pool, own[i][0]), .kind = pool_text(pool, own[i][1])});
}

/* NULL where it is not there, or more than one is. */
static const struct str *kind_of(const struct node *provider)
{
	const struct str *kind = NULL;

	for (const struct node *n = node_first(provider); n; n = node_next(n)) {
		if (n->key->key == KEY_name)
			continue;
		if (kind)
			return NULL;
		kind = n->key;
	}
	return kind;
}

static void add_plane(struct adding *a, const struct control_plane *plane)
{
	struct mesh_config *c = a->m->config;
	const struct node *list = node_get(plane->mesh, KEY_extensionProviders);
	uint32_t named = 0;

	add_own(a, stock, N_STOCK);
	if (plane->demo && !list)
		add_own(a, demo, N_DEMO);
	for (const struct node *p = node_first(list); p; p = node_next(p)) {
		const struct str *name = node_get_text(p, KEY_name);

		named += name != NULL;
		if (name)
			add(a, (struct provider){.name = name, .kind = kind_of(p), .node = p, .resource = plane->resource});
	}
	/* A list that is not read whole, or that another layer may replace, may hold any. */
	c->providers_open |= plane->open || (list ? named < list->n : node_has(plane->mesh, KEY_extensionProviders));
	a->n_of_plane = c->n_providers;
}

void providers_build(struct mesh *m, const struct control_planes *planes)
{
	struct adding a = {.m = m};
	size_t n = N_STOCK + N_DEMO;

	for (size_t i = 0; i < planes->list.n; i++) {
		const struct node *list = node_get(planes->list.at[i].mesh, KEY_extensionProviders);

		n += list ? list->n : 0;
	}
	a.room = arena_array(m->arena, struct provider, n);
	m->config->providers = a.room;
	if (!planes->list.n)
		add_own(&a, stock, N_STOCK);
	for (size_t i = 0; i < planes->list.n; i++)
		add_plane(&a, &planes->list.at[i]);
}

const struct provider *mesh_provider(const struct mesh *m, const struct str *name)
{
	return map_get(&m->providers, name, NULL, NULL);
}

const struct provider *mesh_telemetry_provider(const struct mesh *m, const struct str *name)
{
	const struct mesh_config *c = m->config;

	for (size_t i = 0; i < c->n_providers; i++)
		if (strcasecmp(c->providers[i].name->text, name->text) == 0)
			return &c->providers[i];
	return NULL;
}

/*
 * Input of an installation that lists no provider at all is often only a part of it:
 * flags and overlays bring the rest. The rendered ConfigMap and a file that the user names are whole.
 */
static bool lists_providers(const struct mesh *m)
{
	const struct mesh_config *c = m->config;

	return m->options.world == WORLD_CLOSED || !c->resource || c->resource->kind == KIND_CONFIG_MAP
		|| node_has(c->node, KEY_extensionProviders);
}

static enum truth has(const struct mesh *m, const struct provider *p, const struct str *name)
{
	if (p)
		return YES;
	return anywhere_provider(m, name) || !lists_providers(m) || m->config->providers_open || mesh_closed(m, SCOPE_CONTROL_PLANE, NULL) != YES ? UNKNOWN : NO;
}

enum truth mesh_has_provider(const struct mesh *m, const struct str *name)
{
	return has(m, mesh_provider(m, name), name);
}

enum truth mesh_has_telemetry_provider(const struct mesh *m, const struct str *name)
{
	return has(m, mesh_telemetry_provider(m, name), name);
}
