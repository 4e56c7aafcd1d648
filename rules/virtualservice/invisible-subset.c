/* A route names a subset that its clients do not get to see. */
#include "rules/subsets.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];
		struct subset_verdict v = subset_judge(p, d, SUBSET_INVISIBLE);

		if (v.fault != SUBSET_INVISIBLE)
			continue;
		pass_report(p, r, d->subset_node,
			"subset \"%s\" of \"%s\" is not defined for proxies in namespace \"%s\"",
			d->subset->text, d->text->text, v.client->text);
		if (v.applied)
			pass_note(p, v.applied->resource, v.applied->host_node,
				"the DestinationRule that applies there");
		pass_note(p, v.rule->resource, v.rule->host_node,
			"the one that defines the subset does not apply there");
	}
}

extern const struct page page_virtualservice_invisible_subset;

const struct rule rule_virtualservice_invisible_subset = {
	.notice = {
		.code     = "VS003",
		.name     = "virtualservice-invisible-subset",
		.summary  = "Route to a subset that the route's clients cannot see",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_invisible_subset,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
