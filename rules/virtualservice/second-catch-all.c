/* A route without match stands behind one that takes everything. */
#include "rules/shadows.h"

static void judge(struct pass *p, const struct resource *r, const struct shadow *s, bool whole, bool first)
{
	if (whole && first && !s->later.node)
		shadow_report(p, r, s, s->later.rule, "this route is never reached");
}

static void visit(struct pass *p, const struct resource *r)
{
	shadows_each(p, r, judge);
}

extern const struct page page_virtualservice_second_catch_all;

const struct rule rule_virtualservice_second_catch_all = {
	.notice = {
		.code     = "VS021",
		.name     = "virtualservice-second-catch-all",
		.summary  = "Second route that matches every request",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0130",
		.category = "routing",
		.page     = &page_virtualservice_second_catch_all,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
