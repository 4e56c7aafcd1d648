/* The same object is written twice, with differences. */
#include "rules/copies.h"

static void report(struct pass *p, const struct resource *first, const struct resource *again,
	size_t more)
{
	if (more)
		pass_report(p, again, NULL, "%s \"%s\" and %zu more of this file are defined twice; a cluster keeps only one of each",
			again->kind_name->text, again->name->text, more);
	else
		pass_report(p, again, NULL, "%s \"%s\" is defined twice; a cluster keeps only one of them",
			again->kind_name->text, again->name->text);
	pass_note(p, first, NULL, "also defined here");
}

static void survey(struct pass *p, const struct mesh *m)
{
	copies_each(p, m, false, report);
}

extern const struct page page_object_duplicate;

const struct rule rule_object_duplicate = {
	.notice = {
		.code     = "OB001",
		.name     = "object-duplicate",
		.summary  = "The same resource defined twice",
		.severity = SEVERITY_WARNING,
		.category = "objects",
		.page     = &page_object_duplicate,
	},
	.survey  = survey,
};
