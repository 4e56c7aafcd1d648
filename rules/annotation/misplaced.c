/* An annotation on an object where nobody looks for it. */
#include "keys.h"
#include "rules/names.h"

/* More than without effect: the object is refused for it. */
static bool is_refused(const struct name_use *use)
{
	return !use->resource->partial && KINDS_OF_WEBHOOK & KIND_BIT(use->resource->kind) && str_is(use->node->key, "istio.io/dry-run");
}

static void judge(struct pass *p, const struct name_use *use)
{
	const struct known_name *k = use->known;

	if (!k || (k->places & use->places) || release_reaches(pass_mesh(p), k->gone) || is_refused(use))
		return;
	if (node_member(node_get(use->template, KEY_annotations), use->node->key))
		return; /* written for all objects alike: it takes effect where it belongs */
	name_report_misplaced(p, use);
}

static void visit(struct pass *p, const struct resource *r)
{
	names_visit(p, r, ANNOTATIONS, judge);
}

extern const struct page page_annotation_misplaced;

const struct rule rule_annotation_misplaced = {
	.notice = {
		.code     = "AN002",
		.name     = "annotation-misplaced",
		.summary  = "Annotation on an object on which Istio does not read it",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0107",
		.category = "objects",
		.page     = &page_annotation_misplaced,
	},
	.subjects = EVERY_KIND,
	.partial = true,
	.visit = visit,
};
