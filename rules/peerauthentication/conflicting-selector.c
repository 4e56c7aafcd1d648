/* Two PeerAuthentications select one workload. */
#include "rules/selectors.h"

static void survey(struct pass *p, const struct mesh *m)
{
	selectors_survey(p, m, KIND_PEER_AUTHENTICATION);
}

extern const struct page page_peerauthentication_conflicting_selector;

const struct rule rule_peerauthentication_conflicting_selector = {
	.notice = {
		.code     = "PA002",
		.name     = "peerauthentication-conflicting-selector",
		.summary  = "Several PeerAuthentications for one workload",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA0003",
		.category = "security",
		.page     = &page_peerauthentication_conflicting_selector,
	},
	.reads   = KIND_BIT(KIND_PEER_AUTHENTICATION) | KIND_BIT(KIND_DEPLOYMENT)
		| KIND_BIT(KIND_POD) | KIND_BIT(KIND_WORKLOAD_ENTRY),
	.survey  = survey,
};
