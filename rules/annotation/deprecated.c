/* An annotation that Istio is about to drop. */
#include "keys.h"
#include "rules/names.h"
#include "rules/rendered.h"

/* The label that replaces the annotation stands beside it: whoever wrote both knows. */
static bool is_replaced(const struct name_use *use)
{
	return node_member(node_get(use->metadata, KEY_labels), use->node->key);
}

static void judge(struct pass *p, const struct name_use *use)
{
	const struct mesh *m = pass_mesh(p);
	const struct known_name *k = use->known;

	if (!k || !release_reaches(m, k->deprecated) || release_reaches(m, k->gone) || is_replaced(use)
			|| resource_is_rendered(use->resource))
		return;
	if (k->instead)
		pass_report_key(p, use->resource, use->node, "\"%s\" is deprecated; use %s", k->name, k->instead);
	else
		pass_report_key(p, use->resource, use->node, "\"%s\" is deprecated", k->name);
	if (k->instead && name_known(LABELS, use->node->key))
		name_fix_as_label(p, use);
}

static void visit(struct pass *p, const struct resource *r)
{
	names_visit(p, r, ANNOTATIONS, judge);
}

extern const struct page page_annotation_deprecated;

const struct rule rule_annotation_deprecated = {
	.notice = {
		.code     = "AN005",
		.name     = "annotation-deprecated",
		.summary  = "Deprecated annotation",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0135",
		.category = "objects",
		.fixable  = true,
		.page     = &page_annotation_deprecated,
	},
	.subjects = EVERY_KIND,
	.partial = true,
	.visit = visit,
};
