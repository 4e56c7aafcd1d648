/* An annotation whose value makes the injector or istiod refuse the object. */
#include "rules/names.h"

static void judge(struct pass *p, const struct name_use *use)
{
	const struct known_name *k = use->known;
	const struct str *value = node_text(use->node);
	const char *needed;

	if (!k || !value || k->fate != FATE_REFUSED || !(k->places & use->places))
		return;
	needed = name_value_fault(k, value, pass_scratch(p));
	if (needed)
		pass_report(p, use->resource, use->node, "\"%s\" must be %s, not \"%s\"", k->name, needed, value->text);
}

static void survey(struct pass *p, const struct mesh *m)
{
	(void)m;
	names_survey(p, ANNOTATIONS, judge);
}

extern const struct page page_annotation_refused_value;

const struct rule rule_annotation_refused_value = {
	.notice = {
		.code     = "AN003",
		.name     = "annotation-refused-value",
		.summary  = "Annotation with a value for which the object is refused",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0125",
		.category = "objects",
		.page     = &page_annotation_refused_value,
	},
	.survey  = survey,
};
