/* An extension provider is served by a host that several namespaces declare. */
#include "rules/providers.h"

static void judge(struct pass *p, const struct provider *provider)
{
	const struct resource *holder = config_holder(p, provider->resource, mesh_configuration(pass_mesh(p))->node);
	const struct service *first, *other = NULL;
	struct provider_service s;

	if (!provider_look_up(p, provider, &s) || !s.found.n)
		return;
	first = s.found.at[0];
	for (size_t i = 1; i < s.found.n && !other; i++)
		if (ns_same(s.found.at[i]->ns, first->ns) == NO && resource_together(s.found.at[i]->resource, first->resource) == YES
				&& !s.found.at[i]->partial && !first->partial)
			other = s.found.at[i];
	if (!other)
		return;
	pass_report(p, holder, s.at, "provider \"%s\" needs service \"%s\", which namespaces \"%s\" and \"%s\" declare; istiod uses neither",
		provider->name->text, s.text->text, first->ns->text, other->ns->text);
	pass_note(p, first->resource, first->at, "one");
	pass_note(p, other->resource, other->at, "another");
}

static void survey(struct pass *p, const struct mesh *m)
{
	providers_in_use(p, m, judge);
}

extern const struct page page_install_ambiguous_provider_service;

const struct rule rule_install_ambiguous_provider_service = {
	.notice = {
		.code     = "IM024",
		.name     = "install-ambiguous-provider-service",
		.summary  = "extensionProviders names a service that several namespaces declare",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_install_ambiguous_provider_service,
	},
	.reads   = KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_SERVICE_ENTRY)
		| KIND_BIT(KIND_TELEMETRY) | KIND_BIT(KIND_AUTHORIZATION_POLICY)
		| KIND_BIT(KIND_CONFIG_MAP) | KIND_BIT(KIND_ISTIO_OPERATOR) | KIND_BIT(KIND_SAIL_ISTIO),
	.survey  = survey,
};
