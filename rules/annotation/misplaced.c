/* An annotation on an object where nobody looks for it. */
#include "keys.h"
#include "rules/names.h"

static void judge(struct pass *p, const struct name_use *use)
{
	const struct known_name *k = use->known;
	const struct resource *r = use->resource;
	const struct node *beside;

	if (!k || (k->places & use->places) || release_reaches(pass_mesh(p), k->gone))
		return;
	beside = node_get(use->template, KEY_annotations);
	if (node_member(beside, use->node->key))
		return; /* written for all objects alike: it takes effect where it belongs */
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
	names_survey(p, ANNOTATIONS, judge);
}

extern const struct page page_annotation_misplaced;

const struct rule rule_annotation_misplaced = {
	.notice = {
		.code     = "AN002",
		.name     = "annotation-misplaced",
		.summary  = "Annotation on an object where nobody looks for it",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0107",
		.category = "objects",
		.page     = &page_annotation_misplaced,
	},
	.survey  = survey,
};
