/* A value with which istiod's chart no longer installs. */
#include "rules/chart_values.h"

#define REMOVED 21 /* Istio's minor release: what they set up is a Telemetry since */

static const struct chart_value removed[] = {
	{ "telemetry.v2.prometheus.configOverride", "a Telemetry" },
	{ "telemetry.v2.stackdriver.configOverride", "a Telemetry" },
	{ "telemetry.v2.stackdriver.disableOutbound", "a Telemetry" },
	{ "telemetry.v2.stackdriver.outboundAccessLogging", "a Telemetry" },
	{ "global.tracer.stackdriver.debug", NULL },
	{ "global.tracer.stackdriver.maxNumberOfAttributes", NULL },
	{ "global.tracer.stackdriver.maxNumberOfAnnotations", NULL },
	{ "global.tracer.stackdriver.maxNumberOfMessageEvents", NULL },
	{ "meshConfig.defaultConfig.tracing.stackdriver.debug", NULL },
	{ "meshConfig.defaultConfig.tracing.stackdriver.maxNumberOfAttributes", NULL },
	{ "meshConfig.defaultConfig.tracing.stackdriver.maxNumberOfAnnotations", NULL },
	{ "meshConfig.defaultConfig.tracing.stackdriver.maxNumberOfMessageEvents", NULL },
};

static void report(struct pass *p, const struct resource *r, const struct node *at, const struct chart_value *value)
{
	pass_report(p, r, at, "the value \"%s\" is removed: istiod's chart does not install with it%s%s", value->path,
		value->instead ? "; use " : "", value->instead ? value->instead : "");
}

static void survey(struct pass *p, const struct mesh *m)
{
	values_each(p, m, REMOVED, removed, sizeof removed / sizeof *removed, report);
}

extern const struct page page_install_removed_value;

const struct rule rule_install_removed_value = {
	.notice = {
		.code     = "IM006",
		.name     = "install-removed-value",
		.summary  = "Value with which istiod's chart no longer installs",
		.severity = SEVERITY_ERROR,
		.category = "objects",
		.page     = &page_install_removed_value,
	},
	.reads   = KIND_BIT(KIND_ISTIO_OPERATOR),
	.survey  = survey,
};
