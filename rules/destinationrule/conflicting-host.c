/* Of two DestinationRules for one host, a part is dropped. */
#include "lint/rule.h"
#include "world/destinationrule.h"

/* What of the two rules gets lost, or NULL. */
static const char *loss(const struct mesh *m, const struct destinationrule *a,
	const struct destinationrule *b)
{
	switch (destinationrules_join(m, a, b)) {
	case JOINING_APART:
	case JOINING_BY_ORDER:
		return "their exportTo differs, so only one of the two applies where both are visible";
	case JOINING_YES:
		if (a->policy && b->policy && !node_same(a->policy, b->policy))
			return "only the older one's trafficPolicy applies";
		for (size_t i = 0; i < b->n_subsets; i++) {
			const struct subset *twin = destinationrule_subset(a, b->subsets[i].name);

			if (twin && !node_same(twin->node, b->subsets[i].node))
				return "both define a subset of the same name, and only the older subset applies";
		}
		return NULL;
	default:
		return NULL;
	}
}

static void survey(struct pass *p, const struct mesh *m)
{
	size_t n;
	const struct dr_group *groups = mesh_dr_groups(m, &n);

	for (size_t i = 0; i < n; i++) {
		const struct dr_group *g = &groups[i];

		for (size_t k = 1; k < g->n; k++) {
			const struct destinationrule *first = g->at[0], *other = g->at[k];
			const char *lost = resource_beside(first->resource, other->resource) == YES
				? loss(m, first, other) : NULL;

			if (!lost)
				continue;
			pass_report(p, other->resource, other->host_node, "DestinationRule \"%s\" is also for \"%s\": %s",
				first->resource->name->text, other->text->text, lost);
			pass_note(p, first->resource, first->host_node, "the other one");
		}
	}
}

extern const struct page page_destinationrule_conflicting_host;

const struct rule rule_destinationrule_conflicting_host = {
	.notice = {
		.code     = "DR004",
		.name     = "destinationrule-conflicting-host",
		.summary  = "Several DestinationRules for one host that Istio does not merge completely",
		.severity = SEVERITY_WARNING,
		.aliases  = "KIA0201",
		.category = "routing",
		.page     = &page_destinationrule_conflicting_host,
	},
	.reads   = KIND_BIT(KIND_DESTINATION_RULE) | KIND_BIT(KIND_SIDECAR),
	.survey  = survey,
};
