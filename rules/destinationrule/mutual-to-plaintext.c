/* A DestinationRule makes clients speak mutual TLS to a workload that cannot answer. */
#include "rules/mtls.h"

static void survey(struct pass *p, const struct mesh *m)
{
	mtls_survey(p, m, TLS_NOT_OFFERED);
}

extern const struct page page_destinationrule_mutual_to_plaintext;

const struct rule rule_destinationrule_mutual_to_plaintext = {
	.notice = {
		.code     = "DR009",
		.name     = "destinationrule-mutual-to-plaintext",
		.summary  = "DestinationRule uses mutual TLS for a workload that does not accept it",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA0505 KIA0506",
		.category = "security",
		.page     = &page_destinationrule_mutual_to_plaintext,
	},
	.reads   = KIND_BIT(KIND_DESTINATION_RULE) | KIND_BIT(KIND_PEER_AUTHENTICATION)
		| KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_SERVICE_ENTRY),
	.survey  = survey,
};
