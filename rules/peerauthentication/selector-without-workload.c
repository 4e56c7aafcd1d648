/* The selector of a PeerAuthentication matches no workload. */
#include "lint/rule.h"
#include "mesh/peerauthentication.h"
#include "mesh/workload.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct peerauthentication *pa = peerauthentication_of(m, r);
	struct selection s, elsewhere;

	if (!pa || pa->level != PEER_WORKLOAD || pa->inert)
		return;
	s = mesh_select(m, r->ns, pa->selector, pass_scratch(p));
	if (s.truth == UNKNOWN && !s.n)
		pass_undescribed(p, SCOPE_WORKLOADS, r->ns);
	if (s.truth != NO)
		return;
	elsewhere = mesh_select(m, NULL, pa->selector, pass_scratch(p));
	if (!elsewhere.n_sure) {
		pass_report(p, r, pa->selector, "no workload of namespace \"%s\" has these labels", r->ns->text);
		return;
	}
	pass_report(p, r, pa->selector, "no workload of namespace \"%s\" has these labels, but \"%s\" in namespace \"%s\" has",
		r->ns->text, elsewhere.at[0]->name->text, elsewhere.at[0]->ns->text);
	pass_note(p, elsewhere.at[0]->resource, elsewhere.at[0]->at, "the workload");
}

extern const struct page page_peerauthentication_selector_without_workload;

const struct rule rule_peerauthentication_selector_without_workload = {
	.notice = {
		.code     = "PA005",
		.name     = "peerauthentication-selector-without-workload",
		.summary  = "PeerAuthentication that selects no workload",
		.severity = SEVERITY_WARNING,
		.aliases  = "KIA0004",
		.category = "security",
		.page     = &page_peerauthentication_selector_without_workload,
	},
	.subject = KIND_PEER_AUTHENTICATION,
	.reads   = KIND_BIT(KIND_PEER_AUTHENTICATION) | KIND_BIT(KIND_DEPLOYMENT)
		| KIND_BIT(KIND_POD) | KIND_BIT(KIND_WORKLOAD_ENTRY) | KIND_BIT(KIND_SERVICE),
	.visit   = visit,
};
