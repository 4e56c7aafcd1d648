/* A label of Istio with a value that nobody understands. */
#include "rules/names.h"

static void judge(struct pass *p, const struct name_use *use)
{
	const char *needed = name_value_fault(use, pass_scratch(p));

	if (!needed)
		return;
	pass_report(p, use->resource, use->node, "\"%s\" must be %s, not \"%s\"", use->known->name, needed,
		node_text(use->node)->text);
	name_fix_value(p, use);
}

static void visit(struct pass *p, const struct resource *r)
{
	names_visit(p, r, LABELS, judge);
}

extern const struct page page_label_ignored_value;

const struct rule rule_label_ignored_value = {
	.notice = {
		.code     = "LB003",
		.name     = "label-ignored-value",
		.summary  = "Istio label with a value that is ignored",
		.severity = SEVERITY_WARNING,
		.category = "objects",
		.fixable  = true,
		.page     = &page_label_ignored_value,
	},
	.subjects = EVERY_KIND,
	.partial = true,
	.visit = visit,
};
