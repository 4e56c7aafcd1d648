/* Earlier routes take every request of a later one. */
#include "rules/shadows.h"

static void judge(struct pass *p, const struct resource *r, const struct shadow *s, bool whole, bool first)
{
	if (whole && first && s->later.node)
		shadow_report(p, r, s, s->later.rule, "this route is never reached");
}

static void visit(struct pass *p, const struct resource *r)
{
	shadows_each(p, r, judge);
}

extern const struct page page_virtualservice_unreachable_route;

const struct rule rule_virtualservice_unreachable_route = {
	.notice = {
		.code     = "VS015",
		.name     = "virtualservice-unreachable-route",
		.summary  = "Route that no request reaches",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0130 IST0131",
		.category = "routing",
		.page     = &page_virtualservice_unreachable_route,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
