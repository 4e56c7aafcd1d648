/* EnvoyFilters as such: istiod warns of each. */
#include "rules/parts.h"

static void visit(struct pass *p, const struct resource *r)
{
	pass_report(p, r, NULL, "EnvoyFilters change internals that may differ in the next Istio release");
}

extern const struct page page_envoyfilter_internals;

const struct rule rule_envoyfilter_internals = {
	.notice = {
		.code     = "IV051",
		.name     = "envoyfilter-internals",
		.summary  = "An EnvoyFilter depends on the Envoy configuration that Istio generates",
		.severity = SEVERITY_OFF,
		.aliases  = "IST0133",
		.former   = "validation-envoyfilter",
		.category = "validation",
		.page     = &page_envoyfilter_internals,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
