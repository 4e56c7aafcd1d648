/* A DestinationRule makes clients speak without mutual TLS to a workload that takes nothing else. */
#include "rules/mtls.h"

static void survey(struct pass *p, const struct mesh *m)
{
	mtls_survey(p, m, TLS_REFUSED);
}

extern const struct page page_destinationrule_plaintext_to_strict;

const struct rule rule_destinationrule_plaintext_to_strict = {
	.notice = {
		.code     = "DR008",
		.name     = "destinationrule-plaintext-to-strict",
		.summary  = "DestinationRule turns mutual TLS off for a workload that requires it",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA0207 KIA0208",
		.category = "security",
		.page     = &page_destinationrule_plaintext_to_strict,
	},
	.reads   = KIND_BIT(KIND_DESTINATION_RULE) | KIND_BIT(KIND_PEER_AUTHENTICATION)
		| KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_SERVICE_ENTRY),
	.survey  = survey,
};
