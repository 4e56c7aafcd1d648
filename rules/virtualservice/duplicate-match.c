/* Two matches of a VirtualService say the same. */
#include "rules/shadows.h"

static void judge(struct pass *p, const struct resource *r, const struct shadow *s, bool whole, bool first)
{
	(void)first;
	if (!whole && s->same)
		shadow_report(p, r, s, s->later.node, "this match is a duplicate");
}

static void visit(struct pass *p, const struct resource *r)
{
	shadows_each(p, r, judge);
}

extern const struct page page_virtualservice_duplicate_match;

const struct rule rule_virtualservice_duplicate_match = {
	.notice = {
		.code     = "VS017",
		.name     = "virtualservice-duplicate-match",
		.summary  = "The same match twice",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0131",
		.category = "routing",
		.page     = &page_virtualservice_duplicate_match,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
