/* Two Telemetry resources are for the whole of one namespace, or of the mesh. */
#include "rules/selectors.h"

static void survey(struct pass *p, const struct mesh *m)
{
	scopes_survey(p, m, KIND_TELEMETRY);
}

extern const struct page page_telemetry_conflicting_scope;

const struct rule rule_telemetry_conflicting_scope = {
	.notice = {
		.code     = "TM001",
		.name     = "telemetry-conflicting-scope",
		.summary  = "Several Telemetry resources for a whole namespace or mesh",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0160",
		.category = "telemetry",
		.page     = &page_telemetry_conflicting_scope,
	},
	.reads   = KIND_BIT(KIND_TELEMETRY),
	.survey  = survey,
};
