/* A DestinationRule makes clients speak mutual TLS of the mesh to a host outside it. */
#include "rules/mtls.h"

static void survey(struct pass *p, const struct mesh *m)
{
	mtls_survey(p, m, TLS_TO_OUTSIDE);
}

extern const struct page page_destinationrule_mutual_to_external;

const struct rule rule_destinationrule_mutual_to_external = {
	.notice = {
		.code     = "DR020",
		.name     = "destinationrule-mutual-to-external",
		.summary  = "DestinationRule uses mutual TLS of the mesh for a host outside it",
		.severity = SEVERITY_WARNING,
		.aliases  = NULL,
		.category = "security",
		.page     = &page_destinationrule_mutual_to_external,
	},
	.reads   = KIND_BIT(KIND_DESTINATION_RULE) | KIND_BIT(KIND_SERVICE_ENTRY),
	.survey  = survey,
};
