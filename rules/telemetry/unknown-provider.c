/* A Telemetry sends to a provider that the mesh configuration does not have. */
#include "rules/providers.h"

static void visit(struct pass *p, const struct resource *r)
{
	providers_of_telemetry(p, r, PROVIDER_UNKNOWN);
}

extern const struct page page_telemetry_unknown_provider;

const struct rule rule_telemetry_unknown_provider = {
	.notice = {
		.code     = "TM020",
		.name     = "telemetry-unknown-provider",
		.summary  = "Telemetry names a provider that does not exist",
		.severity = SEVERITY_WARNING,
		.category = "telemetry",
		.page     = &page_telemetry_unknown_provider,
	},
	.subject = KIND_TELEMETRY,
	.visit   = visit,
};
