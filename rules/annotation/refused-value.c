/* An annotation whose value makes the injector or istiod refuse the object, or the proxy end at once. */
#include "rules/names.h"

static void judge(struct pass *p, const struct name_use *use)
{
	const char *needed = use->known && use->known->fate == FATE_REFUSED ? name_value_fault(use, pass_scratch(p)) : NULL;

	if (!needed)
		return;
	pass_report(p, use->resource, use->node, "\"%s\" must be %s, not \"%s\"", use->known->name, needed,
		node_text(use->node)->text);
	name_fix_value(p, use);
}

static void visit(struct pass *p, const struct resource *r)
{
	names_visit(p, r, ANNOTATIONS, judge);
}

extern const struct page page_annotation_refused_value;

const struct rule rule_annotation_refused_value = {
	.notice = {
		.code     = "AN003",
		.name     = "annotation-refused-value",
		.summary  = "Annotation with an invalid value that makes the object fail",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0125",
		.category = "objects",
		.fixable  = true,
		.page     = &page_annotation_refused_value,
	},
	.subjects = EVERY_KIND,
	.partial = true,
	.visit = visit,
};
