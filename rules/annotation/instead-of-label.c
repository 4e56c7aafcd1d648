/* The name of a label, written as an annotation. */
#include "rules/names.h"

static void judge(struct pass *p, const struct name_use *use)
{
	if (use->known || !name_known(LABELS, use->node->key))
		return;
	pass_report_key(p, use->resource, use->node, "\"%s\" is a label; as an annotation it has no effect",
		use->node->key->text);
	name_fix_as_label(p, use);
}

static void visit(struct pass *p, const struct resource *r)
{
	names_visit(p, r, ANNOTATIONS, judge);
}

extern const struct page page_annotation_instead_of_label;

const struct rule rule_annotation_instead_of_label = {
	.notice = {
		.code     = "AN006",
		.name     = "annotation-instead-of-label",
		.summary  = "Annotation with the name of a label",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0108",
		.category = "objects",
		.fixable  = true,
		.page     = &page_annotation_instead_of_label,
	},
	.subjects = EVERY_KIND,
	.partial = true,
	.visit = visit,
};
