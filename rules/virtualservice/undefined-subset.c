/* A route names a subset that no DestinationRule defines. */
#include "rules/subsets.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];
		struct subset_verdict v = subset_judge(p, d, SUBSET_UNDEFINED);

		if (v.fault != SUBSET_UNDEFINED)
			continue;
		if (!v.rule) {
			pass_report(p, r, d->subset_node, "subset \"%s\" is not defined: \"%s\" has no DestinationRule",
				d->subset->text, d->text->text);
			continue;
		}
		pass_report(p, r, d->subset_node, "subset \"%s\" of \"%s\" is not defined in any DestinationRule",
			d->subset->text, d->text->text);
		pass_note(p, v.rule->resource, v.rule->host_node, "the DestinationRule of this host%s",
			subset_names(p, v.rule));
	}
}

extern const struct page page_virtualservice_undefined_subset;

const struct rule rule_virtualservice_undefined_subset = {
	.notice = {
		.code     = "VS002",
		.name     = "virtualservice-undefined-subset",
		.summary  = "Route to a subset that no DestinationRule defines",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0101 KIA1107",
		.category = "routing",
		.page     = &page_virtualservice_undefined_subset,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
