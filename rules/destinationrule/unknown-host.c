/* A DestinationRule is for a service that does not exist. */
#include "rules/hosts.h"
#include "world/destinationrule.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct destinationrule *dr = destinationrule_of(pass_mesh(p), r);

	if (!dr || !dr->host_node)
		return;
	/* A host that only a VirtualService has is not judged: whether the rule is meant for its routes, no file tells. */
	if (host_judge(p, r, dr->text, dr->host).fault == HOST_FAULT_UNKNOWN)
		pass_report(p, r, dr->host_node, "no service has the host \"%s\"", dr->text->text);
}

extern const struct page page_destinationrule_unknown_host;

const struct rule rule_destinationrule_unknown_host = {
	.notice = {
		.code     = "DR001",
		.name     = "destinationrule-unknown-host",
		.summary  = "DestinationRule for a host that no service has",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0174 KIA0202",
		.category = "routing",
		.page     = &page_destinationrule_unknown_host,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
