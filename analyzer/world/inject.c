/* Decides which workloads run in the mesh: sidecar injection and ambient mode. */
#include <string.h>

#include "keys.h"
#include "world/anywhere.h"
#include "world/internal.h"

/* Namespaces where the injector never acts (pkg/kube/inject IgnoredNamespaces). */
static bool is_system(const struct str *ns)
{
	return str_is(ns, "kube-system") || str_is(ns, "kube-public") || str_is(ns, "kube-node-lease")
		|| str_is(ns, "local-path-storage");
}

static const struct node *proxy_of(const struct node *containers)
{
	for (const struct node *c = node_first(containers); c; c = node_next(c))
		if (str_is(node_get_text(c, KEY_name), "istio-proxy"))
			return c;
	return NULL;
}

const struct node *pod_proxy(const struct node *pod_spec)
{
	const struct node *c = proxy_of(node_get(pod_spec, KEY_containers));

	return c ? c : proxy_of(node_get(pod_spec, KEY_initContainers));
}

static bool is_router(const struct node *proxy)
{
	for (const struct node *arg = node_first(node_find(proxy, "args")); arg; arg = node_next(arg))
		if (str_is(node_text(arg), "router"))
			return true;
	return false;
}

bool workload_is_gateway(const struct workload *w)
{
	const struct node *containers = node_get(w->spec, KEY_containers), *proxy = proxy_of(containers);
	const struct str *templates = node_text(node_find(node_at(w->template, KEY_metadata, KEY_annotations, 0),
		"inject.istio.io/templates"));

	if (w->resource->kind == KIND_K8S_GATEWAY || (templates && strstr(templates->text, "gateway")))
		return true;
	return proxy && (is_router(proxy) || containers->n == 1);
}

static const struct str *pod_label(const struct mesh *m, const struct workload *w, const char *key)
{
	const struct label *l = workload_label(w, pool_text(m->pool, key));

	return l ? l->value : NULL;
}

/* Where the webhook is called: the pod's annotation still can refuse. */
static enum truth called(const struct workload *w, const struct str *label)
{
	const struct node *annotations = node_at(w->template, KEY_metadata, KEY_annotations, 0);
	const struct str *annotation = node_text(node_find(annotations, "sidecar.istio.io/inject"));

	if (label ? str_is(label, "false") : str_is(annotation, "false"))
		return NO;
	return w->open && !label ? UNKNOWN : YES;
}

/*
 * The webhook's selectors (istio-discovery chart, mutatingwebhook.yaml): the
 * namespace's istio-injection comes before its istio.io/rev, these before the pod's labels.
 */
static enum truth injected(const struct mesh *m, const struct workload *w)
{
	const struct namespace *ns = mesh_namespace(m, w->ns);
	const struct str *label = pod_label(m, w, "sidecar.istio.io/inject");
	const struct str *injection = namespace_label(ns, "istio-injection");
	bool known = ns && ns->resource && !index_patched(m, ns->resource);
	bool asks = str_is(label, "true") || pod_label(m, w, "istio.io/rev");

	if (str_is(label, "false") || called(w, label) == NO || is_system(w->ns))
		return NO;
	if (injection)
		return str_is(injection, "enabled") ? called(w, label) : NO;
	if (asks || namespace_label(ns, "istio.io/rev"))
		return called(w, label);
	return known && m->options.world == WORLD_CLOSED && !w->open ? NO : UNKNOWN;
}

/* Ambient mode: the pod's label comes before its namespace's. */
static enum truth ambient(const struct mesh *m, const struct workload *w)
{
	const struct namespace *ns = mesh_namespace(m, w->ns);
	const struct str *own = pod_label(m, w, "istio.io/dataplane-mode");

	if (own)
		return str_is(own, "ambient") ? YES : NO;
	if (str_is(namespace_label(ns, "istio.io/dataplane-mode"), "ambient"))
		return w->open ? UNKNOWN : YES;
	return ns && ns->resource && !index_patched(m, ns->resource) && !w->open ? NO : UNKNOWN;
}

static void place_pod(const struct mesh *m, struct workload *w)
{
	enum truth in_ambient = ambient(m, w);
	bool host_network;

	if (pod_proxy(w->spec)) {
		w->injected = YES;
		w->dataplane = DATAPLANE_SIDECAR;
		return;
	}
	if (node_bool(node_get(w->spec, KEY_hostNetwork), &host_network) && host_network) {
		w->injected = NO;
		w->dataplane = DATAPLANE_NONE;
		return;
	}
	w->injected = injected(m, w);
	if (w->injected == YES)
		w->dataplane = DATAPLANE_SIDECAR;
	else if (in_ambient == YES)
		w->dataplane = DATAPLANE_AMBIENT;
	else if (w->injected == NO && in_ambient == NO)
		w->dataplane = DATAPLANE_NONE;
}

/* A machine outside of Kubernetes: istiod takes one with a service account to run a proxy. */
static void place_machine(const struct mesh *m, struct workload *w)
{
	const struct str *mode = pod_label(m, w, "security.istio.io/tlsMode");

	w->injected = UNKNOWN;
	if (str_is(mode, "istio") || (!mode && w->service_account && w->service_account->len > 0)) {
		w->dataplane = DATAPLANE_SIDECAR;
		w->injected = YES;
	} else if (str_is(mode, "disabled")) {
		w->dataplane = DATAPLANE_NONE;
		w->injected = NO;
	}
}

void workload_place(const struct mesh *m, struct workload *w)
{
	w->injected = UNKNOWN;
	if (w->vm)
		place_machine(m, w);
	else if (w->resource->kind == KIND_K8S_GATEWAY) {
		w->dataplane = DATAPLANE_SIDECAR;
		w->injected = YES;
	} else if (!w->opaque) {
		place_pod(m, w);
	}
}

enum truth mesh_injected(const struct mesh *m, const struct workload *w)
{
	(void)m;
	return w->injected;
}

enum truth mesh_injection_asked(const struct mesh *m, const struct workload *w)
{
	return w->vm || w->opaque ? UNKNOWN : injected(m, w);
}

enum truth mesh_captured(const struct mesh *m, const struct workload *w)
{
	(void)m;
	switch (w->dataplane) {
	case DATAPLANE_SIDECAR:
	case DATAPLANE_AMBIENT:
		return YES;
	case DATAPLANE_NONE:
		return NO;
	case DATAPLANE_UNKNOWN:
		break;
	}
	return UNKNOWN;
}

/* Is it meant for workloads of the mesh? */
static bool is_labelled(const struct namespace *n)
{
	return str_is(namespace_label(n, "istio-injection"), "enabled") || namespace_label(n, "istio.io/rev")
		|| namespace_label(n, "istio.io/dataplane-mode");
}

/* May there be pods besides those of the mesh's own workloads? */
static bool may_run_others(const struct mesh *m, const struct str *ns)
{
	const struct namespace *n = mesh_namespace(m, ns);

	if (!mesh_workloads_in(m, ns).n && is_labelled(n))
		return true;
	for (size_t i = 0; i < n->resources.n; i++) {
		const struct resource *r = n->resources.at[i];

		if (resource_is_custom(r) || r->kind == KIND_K8S_GATEWAY || r->kind == KIND_ISTIO_OPERATOR || r->kind == KIND_WORKLOAD_GROUP
				|| (r->kind == KIND_SERVICE && !mesh_workloads_in(m, ns).n))
			return true;
	}
	for (int k = 0; k < N_KINDS; k++)
		if ((kind_pods((enum kind)k) != POD_NONE || k == KIND_SERVICE || k == KIND_K8S_GATEWAY) && anywhere_more(m, (enum kind)k, ns))
			return true;
	return anywhere_feeds(m, ns);
}

enum truth mesh_runs_proxies(const struct mesh *m, const struct str *ns)
{
	struct workloads in = mesh_workloads_in(m, ns);
	enum truth any = NO;

	for (size_t i = 0; i < in.n && any != YES; i++)
		any = truth_or(any, mesh_captured(m, in.at[i]));
	if (any != NO)
		return any;
	return mesh_makes(m, ns) && !mesh_fed(m, SCOPE_WORKLOADS, ns) && !may_run_others(m, ns) ? NO : UNKNOWN;
}

const char *dataplane_name(enum dataplane d)
{
	static const char *const names[] = {"unknown", "none", "sidecar", "ambient"};

	return names[d];
}
