/* EnvoyFilters as such: istiod warns of each. */
#include "rules/parts.h"

static void visit(struct pass *p, const struct resource *r)
{
	pass_report(p, r, NULL, "EnvoyFilters change internals that may differ in the next Istio release");
}

extern const struct page page_validation_envoyfilter;

const struct rule rule_validation_envoyfilter = {
	.notice = {
		.code     = "IV051",
		.name     = "validation-envoyfilter",
		.summary  = "An EnvoyFilter depends on the Envoy configuration that Istio generates",
		.severity = SEVERITY_OFF,
		.aliases  = "IST0133",
		.category = "validation",
		.page     = &page_validation_envoyfilter,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
