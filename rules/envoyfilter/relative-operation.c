/* A patch depends on what other EnvoyFilters have done before it. */
#include "rules/patches.h"

static void visit(struct pass *p, const struct resource *r)
{
	patches_report_relative(p, r, false);
}

extern const struct page page_envoyfilter_relative_operation;

const struct rule rule_envoyfilter_relative_operation = {
	.notice = {
		.code     = "EF001",
		.name     = "envoyfilter-relative-operation",
		.summary  = "EnvoyFilter without priority whose effect depends on other EnvoyFilters",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0151",
		.category = "extension",
		.page     = &page_envoyfilter_relative_operation,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
