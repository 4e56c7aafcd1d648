/* Two Sidecars are for the whole of one namespace, or of the mesh. */
#include "rules/selectors.h"

static void survey(struct pass *p, const struct mesh *m)
{
	scopes_survey(p, m, KIND_SIDECAR);
}

extern const struct page page_sidecar_conflicting_scope;

const struct rule rule_sidecar_conflicting_scope = {
	.notice = {
		.code     = "SC001",
		.name     = "sidecar-conflicting-scope",
		.summary  = "Several Sidecars for a whole namespace or mesh",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0111 KIA0002",
		.category = "routing",
		.page     = &page_sidecar_conflicting_scope,
	},
	.reads   = KIND_BIT(KIND_SIDECAR),
	.survey  = survey,
};
