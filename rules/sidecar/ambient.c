/* A Sidecar is for workloads that have no sidecar, being in ambient mode. */
#include "lint/rule.h"
#include "rules/selectors.h"
#include "world/workload.h"

static bool is_ambient(struct workloads all)
{
	for (size_t i = 0; i < all.n; i++)
		if (all.at[i]->dataplane != DATAPLANE_AMBIENT)
			return false;
	return true;
}

static void judge_namespace(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct namespace *ns = mesh_namespace(m, r->ns);
	const struct str *revision = namespace_label(ns, "istio.io/rev");

	if (!str_is(namespace_label(ns, "istio.io/dataplane-mode"), "ambient") || (revision && revision->len)
			|| str_is(namespace_label(ns, "istio-injection"), "enabled") || !is_ambient(mesh_workloads_in(m, r->ns)))
		return;
	pass_report(p, r, NULL, "the Sidecar has no effect: namespace \"%s\" is in ambient mode", r->ns->text);
	pass_note(p, ns->resource, NULL, "the namespace");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *labels = policy_labels(r);
	struct selection s;

	if (!labels) {
		judge_namespace(p, r);
		return;
	}
	s = mesh_select(pass_mesh(p), r->ns, labels, pass_scratch(p));
	if (!s.n_sure || s.n_sure < s.n || !is_ambient((struct workloads){s.at, s.n}))
		return;
	pass_report(p, r, labels, "the Sidecar has no effect: workload \"%s\" is in ambient mode", s.at[0]->name->text);
	pass_note(p, s.at[0]->resource, s.at[0]->at, "the workload");
}

extern const struct page page_sidecar_ambient;

const struct rule rule_sidecar_ambient = {
	.notice = {
		.code     = "SC005",
		.name     = "sidecar-ambient",
		.summary  = "Sidecar for workloads in ambient mode",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0167",
		.category = "routing",
		.page     = &page_sidecar_ambient,
	},
	.subject = KIND_SIDECAR,
	.visit   = visit,
};
