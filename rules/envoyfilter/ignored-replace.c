/* An EnvoyFilter asks for REPLACE where istiod does not do it. */
#include "rules/patches.h"

static void visit(struct pass *p, const struct resource *r)
{
	patches_report_ignored(p, r, PATCH_REPLACE);
}

extern const struct page page_envoyfilter_ignored_replace;

const struct rule rule_envoyfilter_ignored_replace = {
	.notice = {
		.code     = "EF002",
		.name     = "envoyfilter-ignored-replace",
		.summary  = "EnvoyFilter with a REPLACE that is ignored",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0152",
		.category = "extension",
		.page     = &page_envoyfilter_ignored_replace,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
