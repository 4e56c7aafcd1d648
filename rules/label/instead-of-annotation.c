/* The name of an annotation, written as a label. */
#include "rules/names.h"

static void judge(struct pass *p, const struct name_use *use)
{
	if (!use->known && name_known(ANNOTATIONS, use->node->key))
		pass_report_key(p, use->resource, use->node, "\"%s\" is an annotation; as a label it has no effect",
			use->node->key->text);
}

static void visit(struct pass *p, const struct resource *r)
{
	names_visit(p, r, LABELS, judge);
}

extern const struct page page_label_instead_of_annotation;

const struct rule rule_label_instead_of_annotation = {
	.notice = {
		.code     = "LB004",
		.name     = "label-instead-of-annotation",
		.summary  = "Label with the name of an annotation",
		.severity = SEVERITY_WARNING,
		.category = "objects",
		.page     = &page_label_instead_of_annotation,
	},
	.subjects = EVERY_KIND,
	.partial = true,
	.visit = visit,
};
