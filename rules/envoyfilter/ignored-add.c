/* An EnvoyFilter asks for ADD where istiod does not do it. */
#include "rules/patches.h"

static void visit(struct pass *p, const struct resource *r)
{
	patches_report_ignored(p, r, PATCH_ADD);
}

extern const struct page page_envoyfilter_ignored_add;

const struct rule rule_envoyfilter_ignored_add = {
	.notice = {
		.code     = "EF003",
		.name     = "envoyfilter-ignored-add",
		.summary  = "EnvoyFilter with an ADD that is ignored",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0153",
		.category = "extension",
		.page     = &page_envoyfilter_ignored_add,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
