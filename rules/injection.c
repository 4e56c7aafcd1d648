/* Facts about namespaces and pods for the rules on injection. */
#include "rules/injection.h"

#include "keys.h"
#include "world/config.h"

bool pod_is_live(const struct mesh *m, const struct resource *pod)
{
	return mesh_world(m) == WORLD_CLOSED || node_has(pod->metadata, KEY_uid) || node_has(pod->spec, KEY_nodeName)
		|| node_at(pod->root, KEY_status, KEY_phase, 0);
}

static bool has_label(const struct resource *ns)
{
	const struct str *injection = resource_label(ns, "istio-injection");

	return (injection && injection->len) || resource_label(ns, "istio.io/rev") || resource_label(ns, "istio.io/dataplane-mode");
}

/* The same namespace may be written again, or patched, with a label: one with other objects in a folder of its own. */
bool namespace_is_silent(const struct mesh *m, const struct resource *ns)
{
	struct resources same = mesh_named(m, KIND_NAMESPACE, ns->name);

	if (ns->partial || ns->patched || ns->name == mesh_root_namespace(m) || str_is(ns->name, "istio-system")
			|| str_starts(ns->name, "kube-") || str_is(ns->name, "local-path-storage"))
		return false;
	for (size_t i = 0; i < same.n; i++)
		if (has_label(same.at[i]))
			return false;
	return true;
}

static const struct node *default_switch(const struct node *values)
{
	return node_at(values, KEY_sidecarInjectorWebhook, KEY_enableNamespacesByDefault, 0);
}

enum truth injects_by_default(const struct mesh *m)
{
	struct resources maps = mesh_named(m, KIND_CONFIG_MAP, pool_text(mesh_pool(m), "istio-sidecar-injector"));
	const struct resource *installation = mesh_configuration(m)->resource;
	const struct node *values = NULL;
	bool on;

	for (size_t i = 0; i < maps.n && !values; i++)
		values = maps.at[i]->injector_values;
	if (!values && installation)
		values = node_get(installation->spec, KEY_values);
	if (node_bool(default_switch(values), &on))
		return on ? YES : NO;
	return values ? NO : UNKNOWN;
}

bool is_control_plane(const struct resource *r)
{
	return resource_label(r, "istio") || str_is(resource_label(r, "release"), "istio");
}
