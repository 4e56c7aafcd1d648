/* An annotation whose value nobody understands. */
#include "rules/names.h"

static void judge(struct pass *p, const struct name_use *use)
{
	const char *needed = use->known && use->known->fate == FATE_IGNORED ? name_value_fault(use, pass_scratch(p)) : NULL;

	if (!needed)
		return;
	pass_report(p, use->resource, use->node, "\"%s\" must be %s, not \"%s\"; it is ignored", use->known->name, needed,
		node_text(use->node)->text);
	name_fix_value(p, use);
}

static void visit(struct pass *p, const struct resource *r)
{
	names_visit(p, r, ANNOTATIONS, judge);
}

extern const struct page page_annotation_ignored_value;

const struct rule rule_annotation_ignored_value = {
	.notice = {
		.code     = "AN004",
		.name     = "annotation-ignored-value",
		.summary  = "Annotation with a value that is ignored",
		.severity = SEVERITY_WARNING,
		.category = "objects",
		.fixable  = true,
		.page     = &page_annotation_ignored_value,
	},
	.subjects = EVERY_KIND,
	.partial = true,
	.visit = visit,
};
