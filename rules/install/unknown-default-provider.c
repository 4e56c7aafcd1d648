/* The mesh sends telemetry to a provider that it does not have. */
#include "rules/providers.h"

static void survey(struct pass *p, const struct mesh *m)
{
	providers_by_default(p, m, PROVIDER_UNKNOWN);
}

extern const struct page page_install_unknown_default_provider;

const struct rule rule_install_unknown_default_provider = {
	.notice = {
		.code     = "IM020",
		.name     = "install-unknown-default-provider",
		.summary  = "defaultProviders names a provider that does not exist",
		.severity = SEVERITY_WARNING,
		.category = "telemetry",
		.page     = &page_install_unknown_default_provider,
	},
	.reads   = KIND_BIT(KIND_CONFIG_MAP) | KIND_BIT(KIND_ISTIO_OPERATOR) | KIND_BIT(KIND_SAIL_ISTIO),
	.survey  = survey,
};
