/* A subset has neither labels nor a policy, so that it is the whole host again. */
#include "keys.h"
#include "lint/rule.h"
#include "world/destinationrule.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct destinationrule *dr = destinationrule_of(pass_mesh(p), r);

	for (size_t i = 0; dr && i < dr->n_subsets; i++) {
		const struct subset *s = &dr->subsets[i];

		if (!(s->labels && s->labels->n) && !node_has(s->node, KEY_trafficPolicy))
			pass_report(p, r, s->name_node, "subset \"%s\" has no labels, so it selects every endpoint of the host",
				s->name->text);
	}
}

extern const struct page page_destinationrule_empty_subset;

const struct rule rule_destinationrule_empty_subset = {
	.notice = {
		.code     = "DR007",
		.name     = "destinationrule-empty-subset",
		.summary  = "Subset without labels and without a policy of its own",
		.severity = SEVERITY_OFF,
		.aliases  = "KIA0209",
		.category = "routing",
		.page     = &page_destinationrule_empty_subset,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
