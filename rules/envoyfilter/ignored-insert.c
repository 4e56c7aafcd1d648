/* An EnvoyFilter inserts into something that has no order. */
#include "rules/patches.h"

static void visit(struct pass *p, const struct resource *r)
{
	patches_report_ignored(p, r, PATCH_INSERT);
}

extern const struct page page_envoyfilter_ignored_insert;

const struct rule rule_envoyfilter_ignored_insert = {
	.notice = {
		.code     = "EF006",
		.name     = "envoyfilter-ignored-insert",
		.summary  = "EnvoyFilter with an INSERT that is ignored",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0151",
		.category = "extension",
		.page     = &page_envoyfilter_ignored_insert,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
