/* Two PeerAuthentications select one workload. */
#include "base/map.h"
#include "lint/rule.h"
#include "mesh/peerauthentication.h"
#include "mesh/workload.h"

static void judge(struct pass *p, const struct workload *w, struct map *said)
{
	struct peerauthentications all;

	workload_peerauthentications(pass_mesh(p), w, pass_scratch(p), &all);
	for (size_t i = 1; i < all.n; i++) {
		const struct peerauthentication *first = all.at[0], *pa = all.at[i];
		void **pair = map_at(pass_scratch(p), said, first, pa, NULL);

		if (*pair || resource_beside(first->resource, pa->resource) != YES)
			continue;
		*pair = (void *)pa;
		pass_report(p, pa->resource, pa->selector,
			"PeerAuthentication \"%s\" selects the workload \"%s\" too, and only the older of the two applies",
			first->resource->name->text, w->name->text);
		pass_note(p, first->resource, first->selector, "the other one");
		pass_note(p, w->resource, w->at, "the workload");
	}
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct workloads all = mesh_workloads(m);
	struct map said = { NULL, 0, 0 };

	for (size_t i = 0; i < all.n; i++)
		judge(p, all.at[i], &said);
}

extern const struct page page_peerauthentication_conflicting_selector;

const struct rule rule_peerauthentication_conflicting_selector = {
	.notice = {
		.code     = "PA002",
		.name     = "peerauthentication-conflicting-selector",
		.summary  = "Several PeerAuthentications for one workload",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA0003",
		.category = "security",
		.page     = &page_peerauthentication_conflicting_selector,
	},
	.reads   = KIND_BIT(KIND_PEER_AUTHENTICATION) | KIND_BIT(KIND_DEPLOYMENT)
		| KIND_BIT(KIND_POD) | KIND_BIT(KIND_WORKLOAD_ENTRY) | KIND_BIT(KIND_SERVICE),
	.survey  = survey,
};
