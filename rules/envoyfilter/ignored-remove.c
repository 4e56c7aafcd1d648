/* An EnvoyFilter asks for REMOVE where istiod does not do it. */
#include "rules/patches.h"

static void visit(struct pass *p, const struct resource *r)
{
	patches_report_ignored(p, r, PATCH_REMOVE);
}

extern const struct page page_envoyfilter_ignored_remove;

const struct rule rule_envoyfilter_ignored_remove = {
	.notice = {
		.code     = "EF004",
		.name     = "envoyfilter-ignored-remove",
		.summary  = "EnvoyFilter with a REMOVE that is ignored",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0154",
		.category = "extension",
		.page     = &page_envoyfilter_ignored_remove,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
