/* A pod's revision that the label of its namespace overrides. */
#include "keys.h"
#include "rules/injection.h"

/*
 * Istio's webhooks look at the pod's revision only in namespaces that have neither label (istio-discovery chart,
 * mutatingwebhook.yaml: rev.object.sidecar-injector.istio.io).
 */
static void judge(struct pass *p, const struct resource *r, const struct label *revision)
{
	const struct namespace *ns = mesh_namespace(pass_mesh(p), r->ns);
	const struct str *injection = namespace_label(ns, "istio-injection"), *own = namespace_label(ns, "istio.io/rev");

	if (!ns || !ns->resource || ns->resource->partial || ns->resource->patched)
		return;
	if (injection && !str_is(revision->value, "default"))
		pass_report(p, r, revision->node, "revision \"%s\" has no effect: namespace \"%s\" has \"istio-injection: %s\", which overrides the label of the pod",
			revision->value->text, r->ns->text, injection->text);
	else if (!injection && own && own != revision->value)
		pass_report(p, r, revision->node, "revision \"%s\" has no effect: namespace \"%s\" has revision \"%s\", which overrides the label of the pod",
			revision->value->text, r->ns->text, own->text);
	else
		return;
	pass_note(p, ns->resource, ns->resource->labels, "the labels of the namespace");
}

/* Has the pod been injected already, by istioctl kube-inject or before it was exported? */
static bool is_injected(const struct workload *w)
{
	const struct node *proxy = pod_proxy(w->spec);

	return proxy && !str_is(node_get_text(proxy, KEY_image), "auto");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct workload *w = mesh_workload_of(m, r);
	const struct label *revision = w && !w->vm && !w->opaque ? workload_label(w, pool_text(mesh_pool(m), "istio.io/rev")) : NULL;
	const struct label *inject = revision ? workload_label(w, pool_text(mesh_pool(m), "sidecar.istio.io/inject")) : NULL;

	if (revision && revision->node && revision->value && !is_injected(w) && !(inject && str_is(inject->value, "false")))
		judge(p, r, revision);
}

extern const struct page page_injection_ignored_revision;

const struct rule rule_injection_ignored_revision = {
	.notice = {
		.code     = "IJ008",
		.name     = "injection-ignored-revision",
		.summary  = "Revision of a pod that its namespace overrides",
		.severity = SEVERITY_WARNING,
		.category = "injection",
		.page     = &page_injection_ignored_revision,
	},
	.subjects = KINDS_OF_PODS,
	.visit    = visit,
};
