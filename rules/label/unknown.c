/* A label with almost the name of one that Istio knows. */
#include "rules/names.h"

static void judge(struct pass *p, const struct name_use *use)
{
	const struct known_name *k = use->known;
	const struct str *name = use->node->key;
	const char *meant;

	if (k && k->since && !release_reaches(pass_mesh(p), k->since))
		pass_report_key(p, use->resource, use->node, "the label \"%s\" has no effect before Istio 1.%u", name->text, k->since);
	if (k || name_known(ANNOTATIONS, name))
		return;
	meant = name_suggest(LABELS, name);
	if (!meant)
		return;
	pass_report_key(p, use->resource, use->node, "Istio has no label \"%s\"; did you mean \"%s\"?", name->text, meant);
	pass_rename(p, use->node, meant);
	pass_unsafe(p); /* it had no effect, and will have one */
}

static void visit(struct pass *p, const struct resource *r)
{
	names_visit(p, r, LABELS, judge);
}

extern const struct page page_label_unknown;

const struct rule rule_label_unknown = {
	.notice = {
		.code     = "LB001",
		.name     = "label-unknown",
		.summary  = "Label whose name is almost that of an Istio label",
		.severity = SEVERITY_WARNING,
		.category = "objects",
		.fixable  = true,
		.page     = &page_label_unknown,
	},
	.subjects = EVERY_KIND,
	.partial = true,
	.visit = visit,
};
