/* Two subsets of one DestinationRule have the same name. */
#include "lint/rule.h"
#include "world/destinationrule.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct destinationrule *dr = destinationrule_of(pass_mesh(p), r);

	for (size_t i = 0; dr && i < dr->n_subsets; i++) {
		const struct subset *s = &dr->subsets[i];
		const struct subset *first = destinationrule_subset(dr, s->name);

		if (first == s)
			continue;
		pass_report(p, r, s->name_node, "subset \"%s\" is defined twice", s->name->text);
		pass_note(p, r, first->name_node, "first here");
	}
}

extern const struct page page_destinationrule_duplicate_subset;

const struct rule rule_destinationrule_duplicate_subset = {
	.notice = {
		.code     = "DR006",
		.name     = "destinationrule-duplicate-subset",
		.summary  = "Two subsets of the same name",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_destinationrule_duplicate_subset,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
