/* The label istio.io/use-waypoint names a waypoint that istiod does not use (pilot serviceregistry/ambient/waypoints.go fetchWaypointForTarget). */
#include "keys.h"
#include "lint/rule.h"
#include "world/waypoint.h"

#define CONSEQUENCE ": traffic does not pass a waypoint"

static const struct node *label_of(const struct node *labels, const char *key)
{
	for (const struct node *n = node_first(labels); n; n = node_next(n))
		if (str_is(n->key, key))
			return n;
	return NULL;
}

static void report(struct pass *p, const struct resource *r, const struct node *label, const struct waypoint *w, const char *what)
{
	const char *named = arena_printf(pass_scratch(p), "\"%s/%s\"", w->ns->text, w->name->text);

	switch (w->state) {
	case WAYPOINT_ABSENT:
		pass_report(p, r, label, "there is no waypoint %s" CONSEQUENCE, named);
		return;
	case WAYPOINT_WRONG_CLASS:
		pass_report(p, r, label, "Gateway %s is no waypoint, but of class \"%s\"" CONSEQUENCE, named,
			node_get_text(w->gateway->resource->spec, KEY_gatewayClassName)->text);
		break;
	case WAYPOINT_NOT_FOR:
		pass_report(p, r, label, "waypoint %s does not serve %s (istio.io/waypoint-for)" CONSEQUENCE, named, what);
		break;
	case WAYPOINT_CLOSED:
		pass_report(p, r, label, "waypoint %s does not allow namespace \"%s\"" CONSEQUENCE, named, r->kind == KIND_NAMESPACE ? r->name->text : r->ns->text);
		break;
	default:
		return;
	}
	pass_note(p, w->gateway->resource, NULL, "the Gateway");
}

static void judge(struct pass *p, const struct resource *r, const struct node *labels, enum waypoint_use use, const char *what)
{
	const struct node *label = label_of(labels, "istio.io/use-waypoint"), *ns = label_of(labels, "istio.io/use-waypoint-namespace");
	struct waypoint w;

	if (!label || !node_text(label) || !node_text(label)->len || (ns && !node_text(ns)))
		return;
	w = waypoint_named(pass_mesh(p), r->kind == KIND_NAMESPACE ? r->name : r->ns, node_text(label), ns ? node_text(ns) : NULL, use);
	report(p, r, label, &w, what);
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *labels = node_get(r->metadata, KEY_labels);

	if (r->kind == KIND_NAMESPACE)
		judge(p, r, labels, WAYPOINT_FOR_ANY, NULL);
	else if (r->kind == KIND_SERVICE || r->kind == KIND_SERVICE_ENTRY)
		judge(p, r, labels, WAYPOINT_FOR_SERVICE, "Services");
	else
		judge(p, r, node_at(resource_pod(r), KEY_metadata, KEY_labels, 0), WAYPOINT_FOR_WORKLOAD, "workloads");
}

extern const struct page page_ambient_unusable_waypoint;

const struct rule rule_ambient_unusable_waypoint = {
	.notice = {
		.code     = "AM001",
		.name     = "ambient-unusable-waypoint",
		.summary  = "Waypoint that does not exist, or does not serve what names it",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA1313",
		.category = "security",
		.page     = &page_ambient_unusable_waypoint,
	},
	.subjects = KIND_BIT(KIND_NAMESPACE) | KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_SERVICE_ENTRY) | KINDS_OF_PODS,
	.visit    = visit,
};
