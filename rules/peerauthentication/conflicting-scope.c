/* Two PeerAuthentications are for the whole of one namespace, or of the mesh. */
#include "rules/selectors.h"

static void survey(struct pass *p, const struct mesh *m)
{
	scopes_survey(p, m, KIND_PEER_AUTHENTICATION);
}

extern const struct page page_peerauthentication_conflicting_scope;

const struct rule rule_peerauthentication_conflicting_scope = {
	.notice = {
		.code     = "PA001",
		.name     = "peerauthentication-conflicting-scope",
		.summary  = "Several PeerAuthentications for a whole namespace or mesh",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA0002",
		.category = "security",
		.page     = &page_peerauthentication_conflicting_scope,
	},
	.reads   = KIND_BIT(KIND_PEER_AUTHENTICATION),
	.survey  = survey,
};
