/* Tracing settings beyond the first, which Istio ignores. */
#include "rules/parts.h"

#include "keys.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *tracing = node_get(r->spec, KEY_tracing);

	if (tracing && tracing->n > 1)
		pass_report_key(p, r, tracing, "there are %u tracing settings; Istio uses only one", tracing->n);
	for (const struct node *n = node_first(tracing); n; n = node_next(n)) {
		const struct node *providers = node_get(n, KEY_providers);

		if (providers && providers->n > 1)
			pass_report_key(p, r, providers, "there are %u providers for traces; Istio uses only one", providers->n);
	}
}

extern const struct page page_telemetry_several_tracings;

const struct rule rule_telemetry_several_tracings = {
	.notice = {
		.code     = "IV052",
		.name     = "telemetry-several-tracings",
		.summary  = "A Telemetry has several tracing settings or providers; only one is used",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0133",
		.former   = "validation-several-tracings",
		.category = "validation",
		.page     = &page_telemetry_several_tracings,
	},
	.subject = KIND_TELEMETRY,
	.visit   = visit,
};
