/* An extension provider is called at a port that its service does not have. */
#include "keys.h"
#include "rules/providers.h"

static void judge(struct pass *p, const struct provider *provider)
{
	const struct resource *holder = config_holder(p, provider->resource, mesh_configuration(pass_mesh(p))->node);
	struct provider_service s;
	enum truth has = NO;
	int64_t port;

	if (!provider_look_up(p, provider, &s) || !s.found.n || !node_int(s.port_at, &port))
		return;
	for (size_t i = 0; i < s.found.n; i++)
		has = truth_or(has, service_has_port(s.found.at[i], (uint32_t)port));
	if (has != NO)
		return;
	pass_report(p, holder, s.port_at, "provider \"%s\" uses port %lld, which service \"%s\" does not have",
		provider->name->text, (long long)port, s.text->text);
	pass_note(p, s.found.at[0]->resource, node_get(s.found.at[0]->resource->spec, KEY_ports), "its ports");
}

static void survey(struct pass *p, const struct mesh *m)
{
	providers_in_use(p, m, judge);
}

extern const struct page page_install_unknown_provider_port;

const struct rule rule_install_unknown_provider_port = {
	.notice = {
		.code     = "IM023",
		.name     = "install-unknown-provider-port",
		.summary  = "extensionProviders names a port that the service does not have",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_install_unknown_provider_port,
	},
	.reads   = KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_SERVICE_ENTRY)
		| KIND_BIT(KIND_TELEMETRY) | KIND_BIT(KIND_AUTHORIZATION_POLICY)
		| KIND_BIT(KIND_CONFIG_MAP) | KIND_BIT(KIND_ISTIO_OPERATOR) | KIND_BIT(KIND_SAIL_ISTIO),
	.survey  = survey,
};
