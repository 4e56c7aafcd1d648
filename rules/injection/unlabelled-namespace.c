/* A namespace that nobody labelled for injection, beside others that somebody did. */
#include "rules/injection.h"

/* Does the tree label any namespace for the mesh: has somebody made up their mind on injection? */
static bool is_intended(const struct mesh *m)
{
	struct resources all = mesh_of(m, KIND_NAMESPACE);

	for (size_t i = 0; i < all.n; i++)
		if (str_is(resource_label(all.at[i], "istio-injection"), "enabled") || resource_label(all.at[i], "istio.io/rev"))
			return true;
	return false;
}

/* Is something in it that acts on the proxies of its pods? */
static bool is_configured(const struct mesh *m, const struct resource *ns)
{
	static const enum kind kinds[] = {
		KIND_PEER_AUTHENTICATION, KIND_AUTHORIZATION_POLICY, KIND_REQUEST_AUTHENTICATION, KIND_DESTINATION_RULE,
		KIND_SIDECAR, KIND_TELEMETRY,
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (mesh_in(m, kinds[i], ns->name).n)
			return true;
	return false;
}

/* Is there a pod in it that no label of its own places in the mesh or outside? */
static bool has_undecided_pods(const struct mesh *m, const struct resource *ns)
{
	struct workloads all = mesh_workloads_in(m, ns->name);

	for (size_t i = 0; i < all.n; i++)
		if (!all.at[i]->vm && all.at[i]->dataplane == DATAPLANE_UNKNOWN)
			return true;
	return false;
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct resources all = mesh_of(m, KIND_NAMESPACE);
	bool closed = mesh_world(m) == WORLD_CLOSED;

	if (injects_by_default(m) == YES || (!closed && !is_intended(m)))
		return;
	for (size_t i = 0; i < all.n; i++)
		if (namespace_is_silent(m, all.at[i])
				&& (closed || (is_configured(m, all.at[i]) && has_undecided_pods(m, all.at[i]))))
			pass_report(p, all.at[i], NULL, "namespace \"%s\" has no injection label, so its pods get no sidecar",
				all.at[i]->name->text);
}

extern const struct page page_injection_unlabelled_namespace;

const struct rule rule_injection_unlabelled_namespace = {
	.notice = {
		.code     = "IJ001",
		.name     = "injection-unlabelled-namespace",
		.summary  = "Namespace without an injection label, whose pods get no sidecar",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0102",
		.category = "injection",
		.page     = &page_injection_unlabelled_namespace,
	},
	.reads   = KIND_BIT(KIND_NAMESPACE) | KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_POD)
		| KIND_BIT(KIND_CONFIG_MAP) | KIND_BIT(KIND_PEER_AUTHENTICATION) | KIND_BIT(KIND_AUTHORIZATION_POLICY)
		| KIND_BIT(KIND_REQUEST_AUTHENTICATION) | KIND_BIT(KIND_DESTINATION_RULE) | KIND_BIT(KIND_SIDECAR)
		| KIND_BIT(KIND_TELEMETRY),
	.survey  = survey,
};
