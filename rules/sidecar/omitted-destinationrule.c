/* A DestinationRule is for clients of its namespace alone, and their Sidecars import no service of its host. */
#include "keys.h"
#include "rules/importers.h"
#include "world/host.h"
#include "world/imports.h"

/* Do the Sidecars import none of the services that have the host, nor a VirtualService that may lead there? */
static bool is_omitted(const struct mesh *m, const struct importers *by, const struct destinationrule *rule)
{
	for (const struct service *s = mesh_services(m, rule->host); s; s = s->same_host)
		for (size_t i = 0; i < by->n; i++)
			if (sidecar_imports(m, by->at[i], rule->resource->ns, s->ns, s->host) != NO || resource_together(by->at[i], rule->resource) != YES)
				return false;
	return !mesh_leads_to(m, rule->host);
}

static void judge(struct pass *p, const struct destinationrule *rule, struct map *known)
{
	const struct mesh *m = pass_mesh(p);
	const struct str *ns = rule->resource->ns;
	const struct service *s;
	struct importers by;

	if (!rule->host || host_is_wild(rule->host) || rule->partial || !rule->resource->ns_known || ns == mesh_root_namespace(m)
			|| mesh_closed(m, SCOPE_WORKLOADS, ns) != YES)
		return;
	s = destinationrule_service_elsewhere(p, rule);
	if (!s || resource_together(s->resource, rule->resource) != YES)
		return;
	by = rule->selector ? namespace_importers(p, ns, node_get(rule->selector, KEY_matchLabels)) : *namespace_importers_kept(p, known, ns);
	if (!by.known || by.gateways || !is_omitted(m, &by, rule))
		return;
	pass_report(p, by.at[0], node_get(by.at[0]->spec, KEY_egress), "\"%s\" is not imported, so DestinationRule \"%s\" applies to no client of namespace \"%s\"",
		rule->host->text, rule->resource->name->text, ns->text);
	pass_note(p, rule->resource, rule->host_node, "it is for clients in its own namespace only, because the service is in \"%s\"", s->ns->text);
}

static void survey(struct pass *p, const struct mesh *m)
{
	size_t n;
	const struct destinationrule *all = mesh_destinationrules(m, &n);
	struct map known = { 0 };

	for (size_t i = 0; i < n && mesh_of(m, KIND_SIDECAR).n; i++)
		judge(p, &all[i], &known);
}

extern const struct page page_sidecar_omitted_destinationrule;

const struct rule rule_sidecar_omitted_destinationrule = {
	.notice = {
		.code     = "SC009",
		.name     = "sidecar-omitted-destinationrule",
		.summary  = "Sidecar that leaves out the host of a DestinationRule for its clients",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_sidecar_omitted_destinationrule,
	},
	.reads   = KIND_BIT(KIND_SIDECAR) | KIND_BIT(KIND_DESTINATION_RULE),
	.survey  = survey,
};
