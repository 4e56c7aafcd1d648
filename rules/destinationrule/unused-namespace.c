/* A DestinationRule is where neither clients nor the service are. */
#include "lint/rule.h"
#include "world/destinationrule.h"
#include "world/host.h"

/* A service of the host, if none is in this namespace or may be. */
static const struct service *service_elsewhere(struct pass *p, const struct destinationrule *rule)
{
	const struct str *ns = rule->resource->ns;
	struct host_answer a = mesh_host(pass_mesh(p), NULL, rule->host, pass_scratch(p));

	if (a.truth != YES || a.why != HOST_EXACT)
		return NULL;
	for (size_t i = 0; i < a.seen.n; i++)
		if (ns_same(a.seen.at[i]->ns, ns) != NO)
			return NULL;
	return a.seen.at[0];
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct destinationrule *rule = destinationrule_of(m, r);
	const struct service *s;

	if (!rule || !r->ns_known || r->ns == mesh_root_namespace(m))
		return;
	s = service_elsewhere(p, rule);
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
