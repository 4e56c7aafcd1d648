/* Waypoints, by labels. */
#include "world/waypoint.h"

#include "keys.h"
#include "world/anywhere.h"
#include "world/attached.h"
#include "world/internal.h"

#define USE           "istio.io/use-waypoint"
#define USE_NAMESPACE "istio.io/use-waypoint-namespace"
#define HBONE_PORT    15008

enum truth gateway_is_waypoint(const struct mesh *m, const struct gateway *g)
{
	const struct str *name = node_get_text(g->resource->spec, KEY_gatewayClassName);
	const struct resource *class = name ? mesh_find(m, KIND_GATEWAY_CLASS, NULL, name) : NULL;
	const struct str *controller = class ? node_get_text(class->spec, KEY_controllerName) : NULL;

	if (!g->kubernetes || !name)
		return UNKNOWN;
	if (controller && str_is(controller, "istio.io/mesh-controller"))
		return YES;
	if (controller)
		return str_is(controller, "istio.io/gateway-controller") ? NO : UNKNOWN;
	return str_is(name, "istio-waypoint") ? YES : str_is(name, "istio") ? NO : UNKNOWN;
}

/* Does the namespace have a waypoint that is written? Then it has none that somebody made by hand. */
static bool has_written(const struct mesh *m, const struct str *ns)
{
	size_t n;
	const struct gateway *all = mesh_gateways(m, &n);

	for (size_t i = 0; i < n; i++)
		if (all[i].kubernetes && all[i].resource->ns == ns && gateway_is_waypoint(m, &all[i]) == YES)
			return true;
	return false;
}

/* istioctl makes waypoints, too: where none is written, one may be there. */
static bool is_absent(const struct mesh *m, const struct str *ns, const struct str *name)
{
	if (mesh_world(m) == WORLD_OPEN || !ns->len || anywhere_object(m, KIND_K8S_GATEWAY, ns, name) || mesh_fed(m, SCOPE_GATEWAYS, ns))
		return false;
	return mesh_world(m) == WORLD_CLOSED || has_written(m, ns);
}

/* Is it for services, and for workloads? By the Gateway's label, else its class's; without any for services. */
static bool is_for(const struct mesh *m, const struct resource *gateway, enum waypoint_use use)
{
	const struct str *name = node_get_text(gateway->spec, KEY_gatewayClassName), *traffic = resource_label(gateway, "istio.io/waypoint-for");
	const struct resource *class = name ? mesh_find(m, KIND_GATEWAY_CLASS, NULL, name) : NULL;

	if (!traffic && class)
		traffic = resource_label(class, "istio.io/waypoint-for");
	if (use == WAYPOINT_FOR_ANY || (traffic && str_is(traffic, "all")))
		return true;
	return use == WAYPOINT_FOR_SERVICE ? !traffic || str_is(traffic, "service") : traffic && str_is(traffic, "workload");
}

/* Does its HBONE listener let the namespace in? Without such a listener its own alone. */
static enum truth lets_in(const struct mesh *m, const struct gateway *g, const struct str *ns)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->servers[i].port == HBONE_PORT && str_is(node_get_text(g->servers[i].node, KEY_protocol), "HBONE"))
			return listener_allows(m, &g->servers[i], ns);
	return ns_same(g->resource->ns, ns);
}

static enum waypoint_state state_of(const struct mesh *m, const struct gateway *g, const struct str *ns, enum waypoint_use use)
{
	enum truth is = gateway_is_waypoint(m, g), in;

	if (is != YES)
		return is == NO ? WAYPOINT_WRONG_CLASS : WAYPOINT_UNKNOWN;
	if (g->partial || g->twin || g->resource->altered)
		return WAYPOINT_UNKNOWN;
	if (!is_for(m, g->resource, use))
		return WAYPOINT_NOT_FOR;
	in = resource_annotation(g->resource, "ambient.istio.io/waypoint-inbound-binding") ? UNKNOWN : lets_in(m, g, ns);
	return in == YES ? WAYPOINT_SERVES : in == NO ? WAYPOINT_CLOSED : WAYPOINT_UNKNOWN;
}

struct waypoint waypoint_named(const struct mesh *m, const struct str *ns, const struct str *name, const struct str *override, enum waypoint_use use)
{
	struct waypoint w = { .ns = override ? override : ns, .name = name };

	if (str_is(name, "none") && !override) {
		w.state = WAYPOINT_NONE;
		return w;
	}
	w.gateway = gateway_kubernetes(m, w.ns, name);
	if (w.gateway)
		w.state = state_of(m, w.gateway, ns, use);
	else if (is_absent(m, w.ns, name))
		w.state = WAYPOINT_ABSENT;
	return w;
}

/* The namespace's; where no file has the Namespace, which one is not known. */
static struct waypoint of_namespace(const struct mesh *m, const struct str *ns, enum waypoint_use use)
{
	const struct namespace *n = mesh_namespace(m, ns);
	const struct str *name = namespace_label(n, USE);
	struct waypoint w = { .state = WAYPOINT_UNKNOWN };

	if (!name) {
		if (n && n->resource && n->made && !n->resource->altered && !index_patched(m, n->resource))
			w.state = WAYPOINT_NONE;
		return w;
	}
	w = waypoint_named(m, ns, name, namespace_label(n, USE_NAMESPACE), use);
	w.holder = n->resource;
	if (w.state == WAYPOINT_NOT_FOR)
		w.state = WAYPOINT_NONE;
	return w;
}

struct waypoint waypoint_of_service(const struct mesh *m, const struct service *s)
{
	const struct str *name = resource_label(s->resource, USE);
	struct waypoint w = { .state = WAYPOINT_UNKNOWN };

	if (s->partial || s->resource->altered || index_patched(m, s->resource))
		return w;
	if (!name)
		return of_namespace(m, s->ns, WAYPOINT_FOR_SERVICE);
	w = waypoint_named(m, s->ns, name, resource_label(s->resource, USE_NAMESPACE), WAYPOINT_FOR_SERVICE);
	w.holder = s->resource;
	return w;
}

struct waypoint waypoint_of_workload(const struct mesh *m, const struct workload *w)
{
	const struct label *own = workload_label(w, pool_text(m->pool, USE)), *override = workload_label(w, pool_text(m->pool, USE_NAMESPACE));
	struct waypoint found = { .state = WAYPOINT_UNKNOWN };

	if (w->open || w->opaque)
		return found;
	if (!own)
		return of_namespace(m, w->ns, WAYPOINT_FOR_WORKLOAD);
	found = waypoint_named(m, w->ns, own->value, override ? override->value : NULL, WAYPOINT_FOR_WORKLOAD);
	found.holder = w->resource;
	return found;
}
