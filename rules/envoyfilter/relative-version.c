/* A patch that builds on what is there is for some proxy versions alone. */
#include "rules/patches.h"

static void visit(struct pass *p, const struct resource *r)
{
	patches_report_relative(p, r, true);
}

extern const struct page page_envoyfilter_relative_version;

const struct rule rule_envoyfilter_relative_version = {
	.notice = {
		.code     = "EF005",
		.name     = "envoyfilter-relative-version",
		.summary  = "EnvoyFilter without priority whose effect depends on other EnvoyFilters, for one proxy version",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0155",
		.category = "extension",
		.page     = &page_envoyfilter_relative_version,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
