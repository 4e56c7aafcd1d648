/* A pod of a cluster that should run a sidecar and does not. */
#include "keys.h"
#include "rules/injection.h"

static bool has_ended(const struct resource *r)
{
	const struct str *phase = node_text(node_at(r->root, KEY_status, KEY_phase, 0));

	return str_is(phase, "Succeeded") || str_is(phase, "Failed");
}

static bool is_on_host_network(const struct resource *r)
{
	bool on;

	return node_bool(node_get(r->spec, KEY_hostNetwork), &on) && on;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct workload *w = mesh_workload_of(m, r);
	const struct namespace *ns = mesh_namespace(m, r->ns);

	if (!w || !str_is(namespace_label(ns, "istio-injection"), "enabled") || !pod_is_live(m, r) || has_ended(r)
			|| is_on_host_network(r) || pod_proxy(r->spec) || mesh_injection_asked(m, w) != YES)
		return;
	pass_report(p, r, NULL, "namespace \"%s\" is labeled for sidecars, but this pod has no container \"istio-proxy\"",
		r->ns->text);
	pass_note(p, ns->resource, NULL, "the namespace");
}

extern const struct page page_injection_missing_proxy;

const struct rule rule_injection_missing_proxy = {
	.notice = {
		.code     = "IJ002",
		.name     = "injection-missing-proxy",
		.summary  = "Pod without a sidecar in a namespace with injection",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0103",
		.category = "injection",
		.page     = &page_injection_missing_proxy,
	},
	.subject = KIND_POD,
	.visit   = visit,
};
