/* A policy selects workloads that are all in ambient mode: ztunnel does not enforce such policies, and waypoints go by targetRefs. */
#include "keys.h"
#include "lint/rule.h"
#include "rules/selectors.h"
#include "world/workload.h"

static bool is_ambient(const struct selection *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->at[i]->dataplane != DATAPLANE_AMBIENT)
			return false;
	return true;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *labels = policy_labels(r);
	struct selection s;

	if (!labels || r->patched)
		return;
	s = policy_selection(p, r);
	if (!s.n || s.n_sure < s.n || !is_ambient(&s))
		return;
	pass_report(p, r, labels, "the %s has no effect: \"%s\" is in ambient mode, where %s", r->kind_name->text, s.at[0]->name->text,
		r->kind == KIND_ENVOY_FILTER ? "no proxy reads EnvoyFilters for workloads" : "only waypoints apply it, by targetRefs");
	pass_note(p, s.at[0]->resource, s.at[0]->at, "the workload");
}

extern const struct page page_ambient_selected_by_nobody;

const struct rule rule_ambient_selected_by_nobody = {
	.notice = {
		.code     = "AM003",
		.name     = "ambient-selected-by-nobody",
		.summary  = "Selector of a policy that nothing in ambient mode enforces",
		.severity = SEVERITY_WARNING,
		.aliases  = "KIA1115 KIA1116 KIA1117",
		.category = "security",
		.page     = &page_ambient_selected_by_nobody,
	},
	.subjects = KIND_BIT(KIND_REQUEST_AUTHENTICATION) | KIND_BIT(KIND_WASM_PLUGIN) | KIND_BIT(KIND_TELEMETRY) | KIND_BIT(KIND_ENVOY_FILTER),
	.visit    = visit,
};
