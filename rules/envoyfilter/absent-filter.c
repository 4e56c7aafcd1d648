/* A patch looks for a filter of policies, and the proxies that it is for do not have it. */
#include "keys.h"
#include "rules/patches.h"
#include "rules/selectors.h"
#include "traffic/token.h"
#include "world/anywhere.h"
#include "world/envoyfilter.h"

#define JWT "envoy.filters.http.jwt_authn"
#define RBAC "envoy.filters.http.rbac"
#define MOST_WORKLOADS 64 /* that all have to be without it */

/* One of the workloads, where none that the EnvoyFilter selects validates JWTs; NULL. */
static const struct workload *tokenless(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	struct selection on;

	if (!node_first(policy_labels(r)))
		return NULL;
	on = mesh_select(m, r->ns == mesh_root_namespace(m) ? NULL : r->ns, policy_labels(r), pass_scratch(p));
	if (!on.n_sure || on.n > MOST_WORKLOADS)
		return NULL;
	for (size_t i = 0; i < on.n; i++) {
		struct authentications a = workload_authentications(m, on.at[i], pass_scratch(p));

		if (!a.known || a.n || on.at[i]->dataplane != DATAPLANE_SIDECAR)
			return NULL;
	}
	return on.at[0];
}

static void judge(struct pass *p, const struct resource *r, const struct node *patch)
{
	const struct node *at = patch_anchor(patch);
	const struct str *to = node_get_text(patch, KEY_applyTo), *name = node_text(at);
	const struct workload *w;

	if (!str_is(to, "HTTP_FILTER") || !(str_is(name, JWT) || str_is(name, RBAC)) || !patch_looks_for_filter(patch)
			|| mesh_filter_insertions(pass_mesh(p), to, name))
		return;
	if (str_is(node_text(node_at(patch, KEY_match, KEY_context, 0)), "SIDECAR_OUTBOUND")) {
		pass_report(p, r, at, "outbound listeners of sidecars have no filter \"%s\": istiod adds it where requests come in", name->text);
		return;
	}
	w = str_is(name, JWT) ? tokenless(p, r) : NULL;
	if (!w)
		return;
	pass_report(p, r, at, "\"%s\" has no filter \"%s\": no RequestAuthentication is in force there", w->name->text, name->text);
	pass_note(p, w->resource, w->at, "the workload");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);

	if (r->partial || anywhere_more(m, KIND_ENVOY_FILTER, r->ns) || anywhere_more(m, KIND_ENVOY_FILTER, mesh_root_namespace(m)))
		return;
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n; n = node_next(n))
		judge(p, r, n);
}

extern const struct page page_envoyfilter_absent_filter;

const struct rule rule_envoyfilter_absent_filter = {
	.notice = {
		.code     = "EF016",
		.name     = "envoyfilter-absent-filter",
		.summary  = "EnvoyFilter placed by a filter of policies that its proxies do not have",
		.severity = SEVERITY_WARNING,
		.category = "extension",
		.page     = &page_envoyfilter_absent_filter,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
