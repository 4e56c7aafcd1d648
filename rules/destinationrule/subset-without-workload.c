/* The labels of a subset are on no workload of the service. */
#include "lint/rule.h"
#include "mesh/destinationrule.h"
#include "mesh/service.h"
#include "mesh/workload.h"

/* Are the workloads behind all services of the host known, and none of them has the subset's labels? */
static bool selects_nothing(struct pass *p, const struct services *seen, const struct subset *s)
{
	for (size_t i = 0; i < seen->n; i++) {
		struct selection all = service_workloads(pass_mesh(p), seen->at[i], pass_scratch(p));

		if (all.truth == UNKNOWN || selection_narrow(pass_mesh(p), &all, s->labels, pass_scratch(p)).truth != NO)
			return false;
	}
	return seen->n > 0;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct destinationrule *dr = destinationrule_of(m, r);
	struct host_answer a;

	if (!dr || !dr->host)
		return;
	a = mesh_host(m, NULL, dr->host, pass_scratch(p));
	if (a.truth != YES || a.why != HOST_EXACT)
		return;
	for (size_t i = 0; i < dr->n_subsets; i++) {
		const struct subset *s = &dr->subsets[i];

		if (!s->name || !node_first(s->labels) || !selects_nothing(p, &a.seen, s))
			continue;
		pass_report(p, r, s->labels, "no workload of \"%s\" has the labels of subset \"%s\"",
			dr->text->text, s->name->text);
		pass_note(p, a.seen.at[0]->resource, NULL, "the service");
	}
}

extern const struct page page_destinationrule_subset_without_workload;

const struct rule rule_destinationrule_subset_without_workload = {
	.notice = {
		.code     = "DR005",
		.name     = "destinationrule-subset-without-workload",
		.summary  = "Subset whose labels no workload of the service has",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0173 KIA0203",
		.category = "routing",
		.page     = &page_destinationrule_subset_without_workload,
	},
	.subject = KIND_DESTINATION_RULE,
	.reads   = KIND_BIT(KIND_DESTINATION_RULE) | KIND_BIT(KIND_SERVICE)
		| KIND_BIT(KIND_SERVICE_ENTRY) | KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_POD) | KIND_BIT(KIND_WORKLOAD_ENTRY),
	.visit   = visit,
};
