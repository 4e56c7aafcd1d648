/* An extension provider is served by a service that does not exist. */
#include "rules/providers.h"

static void judge(struct pass *p, const struct provider *provider)
{
	const struct resource *holder = config_holder(p, provider->resource, mesh_configuration(pass_mesh(p))->node);
	struct provider_service s;

	if (!provider_look_up(p, provider, &s) || s.exists != NO)
		return;
	if (!s.meant) {
		pass_report(p, holder, s.at, "provider \"%s\" needs service \"%s\", which does not exist", provider->name->text, s.text->text);
		return;
	}
	pass_report(p, holder, s.at, "provider \"%s\" needs service \"%s\", but istiod looks for the full host, here \"%s\"",
		provider->name->text, s.text->text,
		host_of_service(pass_mesh(p), s.meant->ns, s.meant->name)->text);
	pass_note(p, s.meant, NULL, "the service that may be meant");
}

static void survey(struct pass *p, const struct mesh *m)
{
	providers_in_use(p, m, judge);
}

extern const struct page page_install_unknown_provider_service;

const struct rule rule_install_unknown_provider_service = {
	.notice = {
		.code     = "IM022",
		.name     = "install-unknown-provider-service",
		.summary  = "extensionProviders names a service that does not exist",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_install_unknown_provider_service,
	},
	.reads   = KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_SERVICE_ENTRY)
		| KIND_BIT(KIND_TELEMETRY) | KIND_BIT(KIND_AUTHORIZATION_POLICY)
		| KIND_BIT(KIND_CONFIG_MAP) | KIND_BIT(KIND_ISTIO_OPERATOR) | KIND_BIT(KIND_SAIL_ISTIO),
	.survey  = survey,
};
