/* A namespace that is injected though no label says so. */
#include "rules/injection.h"

static void survey(struct pass *p, const struct mesh *m)
{
	struct resources all = mesh_of(m, KIND_NAMESPACE);

	if (injects_by_default(m) != YES)
		return;
	for (size_t i = 0; i < all.n; i++)
		if (namespace_is_silent(m, all.at[i]))
			pass_report(p, all.at[i], NULL, "pods of namespace \"%s\" get a sidecar, because enableNamespacesByDefault injects all namespaces without a label",
				all.at[i]->name->text);
}

extern const struct page page_injection_by_default;

const struct rule rule_injection_by_default = {
	.notice = {
		.code     = "IJ004",
		.name     = "injection-by-default",
		.summary  = "Namespace injected by default, without a label",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0148",
		.category = "injection",
		.page     = &page_injection_by_default,
	},
	.reads   = KIND_BIT(KIND_NAMESPACE) | KIND_BIT(KIND_CONFIG_MAP)
		| KIND_BIT(KIND_ISTIO_OPERATOR) | KIND_BIT(KIND_SAIL_ISTIO),
	.survey  = survey,
};
