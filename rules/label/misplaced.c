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
	const struct resource *r = use->resource;
	const struct node *beside;

	if (!k || !(use->places & JUDGED) || use->places == ANYWHERE || (k->places & use->places))
		return;
	beside = node_get(use->template, KEY_labels);
	if (node_member(beside, use->node->key) || (r->kind != KIND_NAMESPACE && namespace_has(p, use)))
		return;
	if (use->template && (k->places & IN_POD)) {
		pass_report_key(p, r, use->node, "\"%s\" on a %s does nothing; it belongs to the pods, under template.metadata",
			k->name, r->kind_name->text);
		pass_note(p, r, beside ? beside : use->template, "the metadata of the pods");
	} else {
		pass_report_key(p, r, use->node, "\"%s\" on a %s does nothing; it is for a %s", k->name,
			use->places == IN_POD ? "pod" : r->kind_name->text, name_places(k, pass_scratch(p)));
	}
}

static void survey(struct pass *p, const struct mesh *m)
{
	(void)m;
	names_survey(p, LABELS, judge);
}

extern const struct page page_label_misplaced;

const struct rule rule_label_misplaced = {
	.notice = {
		.code     = "LB002",
		.name     = "label-misplaced",
		.summary  = "Label on an object where nobody looks for it",
		.severity = SEVERITY_WARNING,
		.category = "objects",
		.page     = &page_label_misplaced,
	},
	.survey  = survey,
};
