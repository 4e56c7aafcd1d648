/* A DestinationRule is for name.namespace, which is nobody's host. */
#include "rules/hosts.h"
#include "world/destinationrule.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct destinationrule *dr = destinationrule_of(pass_mesh(p), r);

	if (dr)
		host_report(p, r, dr->host_node, dr->text, dr->host, HOST_FAULT_PARTIAL);
}

extern const struct page page_destinationrule_partial_host;

const struct rule rule_destinationrule_partial_host = {
	.notice = {
		.code     = "DR003",
		.name     = "destinationrule-partial-host",
		.summary  = "DestinationRule for only a part of a service's host name",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0174 KIA0202",
		.category = "routing",
		.fixable  = true,
		.page     = &page_destinationrule_partial_host,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
