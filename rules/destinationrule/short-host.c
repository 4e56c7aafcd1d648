/* A name without dots is taken for one of the DestinationRule's own namespace, where no such service is. */
#include "rules/hosts.h"
#include "world/destinationrule.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct destinationrule *dr = destinationrule_of(pass_mesh(p), r);

	if (dr)
		host_report(p, r, dr->host_node, dr->text, dr->host, HOST_FAULT_SHORT);
}

extern const struct page page_destinationrule_short_host;

const struct rule rule_destinationrule_short_host = {
	.notice = {
		.code     = "DR002",
		.name     = "destinationrule-short-host",
		.summary  = "DestinationRule for the short name of a service in another namespace",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0174 KIA0202",
		.category = "routing",
		.fixable  = true,
		.page     = &page_destinationrule_short_host,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
