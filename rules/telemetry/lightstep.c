/* Tracing goes to a provider for Lightstep, which Istio deprecated. */
#include "keys.h"
#include "lint/rule.h"
#include "world/config.h"

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *t = node_first(node_get(r->spec, KEY_tracing)); t; t = node_next(t))
		for (const struct node *n = node_first(node_get(t, KEY_providers)); n; n = node_next(n)) {
			const struct str *name = node_get_text(n, KEY_name);
			const struct provider *provider = name ? mesh_provider(pass_mesh(p), name) : NULL;

			if (provider && str_is(provider->kind, "lightstep"))
				pass_report(p, r, node_get(n, KEY_name),
					"provider \"%s\" has the deprecated kind \"lightstep\"; use the kind \"opentelemetry\"", name->text);
		}
}

extern const struct page page_telemetry_lightstep;

const struct rule rule_telemetry_lightstep = {
	.notice = {
		.code     = "TM005",
		.name     = "telemetry-lightstep",
		.summary  = "Telemetry uses the deprecated Lightstep provider",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0002",
		.category = "telemetry",
		.page     = &page_telemetry_lightstep,
	},
	.subject = KIND_TELEMETRY,
	.visit   = visit,
};
