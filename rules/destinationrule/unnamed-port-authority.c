/* A DestinationRule starts TLS without saying which authorities it trusts, for one port. */
#include "rules/authorities.h"

static void visit(struct pass *p, const struct resource *r)
{
	authorities_report(p, r, AUTHORITY_OF_PORT);
}

extern const struct page page_destinationrule_unnamed_port_authority;

const struct rule rule_destinationrule_unnamed_port_authority = {
	.notice = {
		.code     = "DR011",
		.name     = "destinationrule-unnamed-port-authority",
		.summary  = "TLS to a port without caCertificates",
		.severity = SEVERITY_OFF,
		.aliases  = "IST0129",
		.category = "security",
		.page     = &page_destinationrule_unnamed_port_authority,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
