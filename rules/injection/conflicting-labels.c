/* A namespace whose labels ask for different ways into the mesh. */
#include "keys.h"
#include "rules/injection.h"

/*
 * Are there pods that would get a sidecar? Gateways are proxies themselves and want the label of a revision; where no pod is
 * known and a chart may bring some, that label may be there for them, or to say which control plane makes the waypoints.
 */
static bool has_sidecars(const struct mesh *m, const struct resource *r, bool revision)
{
	struct workloads all = mesh_workloads_in(m, r->name);

	for (size_t i = 0; i < all.n; i++)
		if (!workload_is_gateway(all.at[i]))
			return true;
	return !all.n && !(revision && mesh_fed(m, SCOPE_WORKLOADS, r->name));
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct str *injection = resource_label(r, "istio-injection");
	const struct str *revision = resource_label(r, "istio.io/rev");
	bool ambient = str_is(resource_label(r, "istio.io/dataplane-mode"), "ambient");
	const struct node *at = r->labels;

	if (injection && !str_is(injection, "enabled"))
		return; /* this one switches sidecars off, whatever the others say */
	if ((injection != NULL) + (revision != NULL) + ambient < 2)
		return;
	if (ambient && !has_sidecars(pass_mesh(p), r, !injection))
		return;
	if (ambient)
		pass_report(p, r, at, "namespace \"%s\" is labeled for ambient mode and, by \"%s\", for sidecars", r->name->text,
			injection ? "istio-injection" : "istio.io/rev");
	else
		pass_report(p, r, at, "namespace \"%s\" has \"istio-injection\" too, so revision \"%s\" of \"istio.io/rev\" has no effect",
			r->name->text, revision->text);
}

extern const struct page page_injection_conflicting_labels;

const struct rule rule_injection_conflicting_labels = {
	.notice = {
		.code     = "IJ003",
		.name     = "injection-conflicting-labels",
		.summary  = "Namespace with conflicting injection labels",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0123",
		.category = "injection",
		.page     = &page_injection_conflicting_labels,
	},
	.subject = KIND_NAMESPACE,
	.visit   = visit,
};
