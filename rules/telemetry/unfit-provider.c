/* A Telemetry sends to a provider that does not take what is sent. */
#include "rules/providers.h"

static void visit(struct pass *p, const struct resource *r)
{
	providers_of_telemetry(p, r, PROVIDER_UNFIT);
}

extern const struct page page_telemetry_unfit_provider;

const struct rule rule_telemetry_unfit_provider = {
	.notice = {
		.code     = "TM021",
		.name     = "telemetry-unfit-provider",
		.summary  = "Telemetry names a provider of the wrong kind",
		.severity = SEVERITY_WARNING,
		.category = "telemetry",
		.page     = &page_telemetry_unfit_provider,
	},
	.subject = KIND_TELEMETRY,
	.visit   = visit,
};
