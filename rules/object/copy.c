/* The same object is written twice, word for word. */
#include "rules/copies.h"

static void report(struct pass *p, const struct resource *first, const struct resource *again,
	size_t more)
{
	if (more)
		pass_report(p, again, NULL, "%s \"%s\" and %zu more of this file are defined twice, with identical content",
			again->kind_name->text, again->name->text, more);
	else
		pass_report(p, again, NULL, "%s \"%s\" is defined twice, with identical content",
			again->kind_name->text, again->name->text);
	pass_note(p, first, NULL, "also defined here");
}

static void survey(struct pass *p, const struct mesh *m)
{
	copies_each(p, m, true, report);
}

extern const struct page page_object_copy;

const struct rule rule_object_copy = {
	.notice = {
		.code     = "OB003",
		.name     = "object-copy",
		.summary  = "The same resource defined twice, with identical content",
		.severity = SEVERITY_OFF,
		.category = "objects",
		.page     = &page_object_copy,
	},
	.survey  = survey,
};
