/* A patch is for gateways, and the workloads that the EnvoyFilter selects have sidecars; or the other way round. */
#include "keys.h"
#include "rules/selectors.h"
#include "world/workload.h"

#define MOST_WORKLOADS 64 /* that all have to be of one sort */

enum sort {
	SORT_NONE,
	SORT_GATEWAYS,
	SORT_SIDECARS,
};

static enum sort sort_of(const struct mesh *m, const struct workload *w)
{
	if (w->open || w->opaque || !w->template)
		return SORT_NONE;
	if (workload_is_gateway(w))
		return w->resource->kind == KIND_K8S_GATEWAY ? SORT_NONE : SORT_GATEWAYS;
	return mesh_injected(m, w) == YES ? SORT_SIDECARS : SORT_NONE;
}

/* Of what sort they all are; NONE where they differ or it is not known. */
static enum sort sort_of_all(const struct mesh *m, const struct selection *on)
{
	enum sort sort = on->n ? sort_of(m, on->at[0]) : SORT_NONE;

	for (size_t i = 1; i < on->n && sort; i++)
		if (sort_of(m, on->at[i]) != sort)
			return SORT_NONE;
	return sort;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	struct selection on;
	enum sort sort;

	if (!policy_labels(r) || node_has(r->spec, KEY_targetRefs))
		return;
	on = mesh_select(m, r->ns == mesh_root_namespace(m) ? NULL : r->ns, policy_labels(r), pass_scratch(p));
	sort = on.n_sure && on.n <= MOST_WORKLOADS ? sort_of_all(m, &on) : SORT_NONE;
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n && sort; n = node_next(n)) {
		const struct node *at = node_at(n, KEY_match, KEY_context, 0);
		bool sidecar = str_is(node_text(at), "SIDECAR_INBOUND") || str_is(node_text(at), "SIDECAR_OUTBOUND");

		if (sort == SORT_GATEWAYS ? !sidecar : !str_is(node_text(at), "GATEWAY"))
			continue;
		pass_report(p, r, at, sort == SORT_GATEWAYS ? "the selected workload \"%s\" is a gateway, so a patch for %s does nothing"
			: "the selected workload \"%s\" has a sidecar and is no gateway, so a patch for %s does nothing", on.at[0]->name->text, node_text(at)->text);
		pass_note(p, on.at[0]->resource, on.at[0]->at, "the workload");
	}
}

extern const struct page page_envoyfilter_wrong_context;

const struct rule rule_envoyfilter_wrong_context = {
	.notice = {
		.code     = "EF014",
		.name     = "envoyfilter-wrong-context",
		.summary  = "EnvoyFilter for gateways that selects sidecars, or for sidecars that selects gateways",
		.severity = SEVERITY_WARNING,
		.category = "extension",
		.page     = &page_envoyfilter_wrong_context,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
