/* The selector of a RequestAuthentication matches no workload. */
#include "rules/selectors.h"

static void visit(struct pass *p, const struct resource *r)
{
	selector_report_idle(p, r);
}

extern const struct page page_requestauthentication_selector_without_workload;

const struct rule rule_requestauthentication_selector_without_workload = {
	.notice = {
		.code     = "RA001",
		.name     = "requestauthentication-selector-without-workload",
		.summary  = "RequestAuthentication that selects no workload",
		.severity = SEVERITY_WARNING,
		.aliases  = "KIA0004",
		.category = "security",
		.page     = &page_requestauthentication_selector_without_workload,
	},
	.subject = KIND_REQUEST_AUTHENTICATION,
	.visit   = visit,
};
