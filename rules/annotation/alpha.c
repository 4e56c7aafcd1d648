/* An annotation that Istio may change or drop without notice. */
#include "keys.h"
#include "rules/names.h"

/* Of the annotations that istiod knows, those that have left the stage alpha (istio.io/api annotation/annotations.yaml). */
static const char *const settled[] = {
	"ambient.istio.io/redirection", "kubernetes.io/ingress.class", "proxy.istio.io/config",
	"sidecar.istio.io/inject", "traffic.istio.io/nodeSelector", NULL,
};

/* Written by istiod and the injector, not by users. */
static const char *const generated[] = {
	"gateway.istio.io/controller-version", "istio.io/rev", "sidecar.istio.io/status", NULL,
};

/* Written by the injector too, into pods whose traffic no container redirects. */
static const char *const injected[] = {
	"sidecar.istio.io/interceptionMode", "traffic.sidecar.istio.io/excludeInboundPorts",
	"traffic.sidecar.istio.io/includeInboundPorts", "traffic.sidecar.istio.io/includeOutboundIPRanges", NULL,
};

static bool is_in(const char *const *list, const struct str *name)
{
	for (; *list; list++)
		if (str_is(name, *list))
			return true;
	return false;
}

static bool redirects_traffic(const struct resource *pod)
{
	for (const struct node *c = node_first(node_get(pod->spec, KEY_initContainers)); c; c = node_next(c))
		if (str_is(node_get_text(c, KEY_name), "istio-init"))
			return true;
	return false;
}

static void judge(struct pass *p, const struct name_use *use)
{
	const struct str *name = use->node->key;

	if (!use->known || release_reaches(pass_mesh(p), use->known->gone) || is_in(settled, name)
			|| is_in(generated, name))
		return;
	if (use->resource->kind == KIND_POD && is_in(injected, name) && !redirects_traffic(use->resource))
		return;
	pass_report_key(p, use->resource, use->node, "\"%s\" is alpha: a release may change or remove it without notice", name->text);
}

static void visit(struct pass *p, const struct resource *r)
{
	names_visit(p, r, ANNOTATIONS, judge);
}

extern const struct page page_annotation_alpha;

const struct rule rule_annotation_alpha = {
	.notice = {
		.code     = "AN007",
		.name     = "annotation-alpha",
		.summary  = "Alpha annotation",
		.severity = SEVERITY_OFF,
		.aliases  = "IST0136",
		.category = "objects",
		.page     = &page_annotation_alpha,
	},
	.subjects = EVERY_KIND,
	.partial = true,
	.visit = visit,
};
