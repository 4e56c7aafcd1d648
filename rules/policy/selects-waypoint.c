/* A policy selects a waypoint by labels, where only targetRefs count. */
#include "keys.h"
#include "lint/rule.h"
#include "rules/selectors.h"
#include "world/workload.h"

/* Pods that istiod runs as a waypoint: its own mark on them, or the class of the Gateway they are for. */
static bool is_waypoint(const struct mesh *m, const struct workload *w)
{
	struct pool *pool = mesh_pool(m);
	const struct label *managed = workload_label(w, pool_text(pool, "gateway.istio.io/managed"));

	if (w->resource->kind == KIND_K8S_GATEWAY)
		return str_starts(node_get_text(w->resource->spec, KEY_gatewayClassName), "istio-waypoint");
	return managed && str_is(managed->value, "istio.io-mesh-controller");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct node *labels = policy_labels(r);
	struct selection s;

	if (!labels || policy_is_attached(r))
		return;
	s = mesh_select(m, r->ns, labels, pass_scratch(p));
	if (!s.n_sure || s.n_sure < s.n)
		return;
	for (size_t i = 0; i < s.n; i++)
		if (!is_waypoint(m, s.at[i]))
			return;
	pass_report(p, r, labels, "these labels select only the waypoint \"%s\", to which policies apply only by targetRefs",
		s.at[0]->name->text);
	pass_note(p, s.at[0]->resource, NULL, "the waypoint");
}

extern const struct page page_policy_selects_waypoint;

const struct rule rule_policy_selects_waypoint = {
	.notice = {
		.code     = "PO001",
		.name     = "policy-selects-waypoint",
		.summary  = "Policy that selects a waypoint by its labels",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0166",
		.category = "security",
		.page     = &page_policy_selects_waypoint,
	},
	.subjects = KIND_BIT(KIND_AUTHORIZATION_POLICY) | KIND_BIT(KIND_REQUEST_AUTHENTICATION)
		| KIND_BIT(KIND_TELEMETRY) | KIND_BIT(KIND_WASM_PLUGIN),
	.visit   = visit,
};
