/* A DestinationRule is where neither clients nor the service are. */
#include "rules/importers.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct destinationrule *rule = destinationrule_of(m, r);
	const struct service *s;

	if (!rule || !r->ns_known || r->ns == mesh_root_namespace(m))
		return;
	s = destinationrule_service_elsewhere(p, rule);
	if (!s || mesh_runs_proxies(m, r->ns) != NO)
		return;
	pass_report(p, r, rule->host_node,
		"DestinationRule in namespace \"%s\" for a service of \"%s\": it is for clients in \"%s\" only, and no proxy runs there",
		r->ns->text, s->ns->text, r->ns->text);
	pass_note(p, s->resource, s->at, "the service");
}

extern const struct page page_destinationrule_unused_namespace;

const struct rule rule_destinationrule_unused_namespace = {
	.notice = {
		.code     = "DR015",
		.name     = "destinationrule-unused-namespace",
		.summary  = "DestinationRule in a namespace where it applies to nobody",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_destinationrule_unused_namespace,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
