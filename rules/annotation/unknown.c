/* An annotation with a name that Istio does not know. */
#include "rules/names.h"

static void judge(struct pass *p, const struct name_use *use)
{
	const struct mesh *m = pass_mesh(p);
	const struct known_name *k = use->known;
	const struct str *name = use->node->key;
	const char *meant;

	if (k && release_reaches(m, k->gone))
		pass_report_key(p, use->resource, use->node, "the annotation \"%s\" has no effect since Istio 1.%u",
			name->text, k->gone);
	else if (k && k->since && !release_reaches(m, k->since))
		pass_report_key(p, use->resource, use->node, "the annotation \"%s\" has no effect before Istio 1.%u", name->text, k->since);
	if (k || name_known(LABELS, name))
		return;
	meant = name_suggest(ANNOTATIONS, name);
	if (meant) {
		pass_report_key(p, use->resource, use->node, "Istio has no annotation \"%s\"; did you mean \"%s\"?",
			name->text, meant);
		pass_rename(p, use->node, meant);
		pass_unsafe(p); /* it had no effect, and will have one */
	} else if (name_has_own_prefix(name) && !str_starts(name, "internal.")) {
		pass_report_key(p, use->resource, use->node, "Istio has no annotation \"%s\"", name->text);
	}
}

static void visit(struct pass *p, const struct resource *r)
{
	names_visit(p, r, ANNOTATIONS, judge);
}

extern const struct page page_annotation_unknown;

const struct rule rule_annotation_unknown = {
	.notice = {
		.code     = "AN001",
		.name     = "annotation-unknown",
		.summary  = "Annotation that Istio does not know",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0108",
		.category = "objects",
		.fixable  = true,
		.page     = &page_annotation_unknown,
	},
	.subjects = EVERY_KIND,
	.partial = true,
	.visit = visit,
};
