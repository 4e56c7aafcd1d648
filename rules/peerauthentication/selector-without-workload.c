/* The selector of a PeerAuthentication matches no workload. */
#include "rules/selectors.h"

static void visit(struct pass *p, const struct resource *r)
{
	selector_report_idle(p, r);
}

extern const struct page page_peerauthentication_selector_without_workload;

const struct rule rule_peerauthentication_selector_without_workload = {
	.notice = {
		.code     = "PA005",
		.name     = "peerauthentication-selector-without-workload",
		.summary  = "PeerAuthentication that selects no workload",
		.severity = SEVERITY_WARNING,
		.aliases  = "KIA0004",
		.category = "security",
		.page     = &page_peerauthentication_selector_without_workload,
	},
	.subject = KIND_PEER_AUTHENTICATION,
	.visit   = visit,
};
