/* A label on an object where nobody looks for it. */
#include "keys.h"
#include "rules/names.h"

/* Kinds that people mix up. Labels that a tool puts on all objects of a tree alike harm nobody on the others. */
#define JUDGED (IN_POD | IN_NAMESPACE | IN_CONTROLLER)

/* Does the Namespace, whose label is meant, have it? Then the other is only written along. */
static bool namespace_has(struct pass *p, const struct name_use *use)
{
	const struct namespace *ns = mesh_namespace(pass_mesh(p), use->resource->ns);

	return (use->known->places & IN_NAMESPACE) && namespace_label(ns, use->known->name);
}

static void judge(struct pass *p, const struct name_use *use)
{
	const struct known_name *k = use->known;

	if (!k || !(use->places & JUDGED) || use->places == ANYWHERE || (k->places & use->places))
		return;
	if (node_member(node_get(use->template, KEY_labels), use->node->key)
			|| (use->resource->kind != KIND_NAMESPACE && namespace_has(p, use)))
		return;
	name_report_misplaced(p, use);
}

static void visit(struct pass *p, const struct resource *r)
{
	names_visit(p, r, LABELS, judge);
}

extern const struct page page_label_misplaced;

const struct rule rule_label_misplaced = {
	.notice = {
		.code     = "LB002",
		.name     = "label-misplaced",
		.summary  = "Label on an object on which Istio does not read it",
		.severity = SEVERITY_WARNING,
		.category = "objects",
		.page     = &page_label_misplaced,
	},
	.subjects = EVERY_KIND,
	.partial = true,
	.visit = visit,
};
