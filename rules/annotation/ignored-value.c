/* An annotation whose value nobody understands. */
#include "rules/names.h"

static void judge(struct pass *p, const struct name_use *use)
{
	const struct known_name *k = use->known;
	const struct str *value = node_text(use->node);
	const char *needed;

	if (!k || !value || k->fate != FATE_IGNORED || !(k->places & use->places))
		return;
	needed = name_value_fault(k, value, pass_scratch(p));
	if (needed)
		pass_report(p, use->resource, use->node, "\"%s\" must be %s, not \"%s\"; it is ignored", k->name, needed, value->text);
}

static void survey(struct pass *p, const struct mesh *m)
{
	(void)m;
	names_survey(p, ANNOTATIONS, judge);
}

extern const struct page page_annotation_ignored_value;

const struct rule rule_annotation_ignored_value = {
	.notice = {
		.code     = "AN004",
		.name     = "annotation-ignored-value",
		.summary  = "Annotation with a value that is ignored",
		.severity = SEVERITY_WARNING,
		.category = "objects",
		.page     = &page_annotation_ignored_value,
	},
	.survey  = survey,
};
