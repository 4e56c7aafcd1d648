/* A value that istiod's chart no longer reads. */
#include "rules/chart_values.h"

#define MOVED 6 /* Istio's minor release, about which charts became what they are */

static const struct chart_value ignored[] = {
	{ "global.outboundTrafficPolicy", "meshConfig.outboundTrafficPolicy" },
	{ "global.certificates", "meshConfig.certificates" },
	{ "global.localityLbSetting", "meshConfig.localityLbSetting" },
	{ "global.policyCheckFailOpen", NULL },
	{ "global.enableTracing", "meshConfig.enableTracing" },
	{ "global.proxy.accessLogFormat", "meshConfig.accessLogFormat" },
	{ "global.proxy.accessLogFile", "meshConfig.accessLogFile" },
	{ "global.proxy.concurrency", "meshConfig.defaultConfig.concurrency" },
	{ "global.proxy.envoyAccessLogService", "meshConfig.defaultConfig.envoyAccessLogService" },
	{ "global.proxy.envoyMetricsService", "meshConfig.defaultConfig.envoyMetricsService" },
	{ "global.proxy.protocolDetectionTimeout", "meshConfig.protocolDetectionTimeout" },
	{ "pilot.ingress", "meshConfig.ingressService" },
	{ "global.mtls.enabled", "a PeerAuthentication" },
	{ "global.mtls.auto", "meshConfig.enableAutoMtls" },
	{ "global.meshExpansion.enabled", "Gateways of your own" },
	{ "istiocoredns.enabled", "ISTIO_META_DNS_CAPTURE" },
};

static void report(struct pass *p, const struct resource *r, const struct node *at, const struct chart_value *value)
{
	pass_report(p, r, at, "istiod's chart does not read the value \"%s\"%s%s", value->path, value->instead ? "; use " : "",
		value->instead ? value->instead : "");
}

static void survey(struct pass *p, const struct mesh *m)
{
	values_each(p, m, MOVED, ignored, sizeof ignored / sizeof *ignored, report);
}

extern const struct page page_install_ignored_value;

const struct rule rule_install_ignored_value = {
	.notice = {
		.code     = "IM007",
		.name     = "install-ignored-value",
		.summary  = "Value that istiod's chart no longer reads",
		.severity = SEVERITY_WARNING,
		.category = "objects",
		.page     = &page_install_ignored_value,
	},
	.reads   = KIND_BIT(KIND_ISTIO_OPERATOR),
	.survey  = survey,
};
