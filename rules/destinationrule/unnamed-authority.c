/* A DestinationRule starts TLS without saying which authorities it trusts. */
#include "rules/authorities.h"

static void visit(struct pass *p, const struct resource *r)
{
	authorities_report(p, r, AUTHORITY_OF_HOST);
}

extern const struct page page_destinationrule_unnamed_authority;

const struct rule rule_destinationrule_unnamed_authority = {
	.notice = {
		.code     = "DR010",
		.name     = "destinationrule-unnamed-authority",
		.summary  = "TLS to a server without caCertificates",
		.severity = SEVERITY_OFF,
		.aliases  = "IST0128",
		.category = "security",
		.page     = &page_destinationrule_unnamed_authority,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
