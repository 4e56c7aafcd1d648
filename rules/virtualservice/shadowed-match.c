/* An earlier match takes every request of a later one. */
#include "rules/shadows.h"

static void judge(struct pass *p, const struct resource *r, const struct shadow *s, bool whole, bool first)
{
	(void)first;
	if (!whole && !s->same)
		shadow_report(p, r, s, s->later.node, "this match is never reached");
}

static void visit(struct pass *p, const struct resource *r)
{
	shadows_each(p, r, judge);
}

extern const struct page page_virtualservice_shadowed_match;

const struct rule rule_virtualservice_shadowed_match = {
	.notice = {
		.code     = "VS016",
		.name     = "virtualservice-shadowed-match",
		.summary  = "Match that no request reaches",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0131",
		.category = "routing",
		.page     = &page_virtualservice_shadowed_match,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
