/* Two PeerAuthentications are for the whole of one namespace, or of the mesh. */
#include "lint/rule.h"
#include "mesh/peerauthentication.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct peerauthentication *pa = peerauthentication_of(pass_mesh(p), r);
	struct peerauthentications all;

	if (!pa || pa->level == PEER_WORKLOAD)
		return;
	all = namespace_peerauthentications(pass_mesh(p), r->ns);
	for (size_t i = 0; i < all.n && all.at[i] != pa; i++) {
		const struct resource *first = all.at[i]->resource;

		if (resource_beside(first, r) != YES)
			continue;
		pass_report(p, r, NULL, "PeerAuthentication \"%s\" is for the whole %s too, and only the older of the two applies",
			first->name->text, pa->level == PEER_MESH ? "mesh" : "namespace");
		pass_note(p, first, NULL, "the other one");
		return;
	}
}

extern const struct page page_peerauthentication_conflicting_scope;

const struct rule rule_peerauthentication_conflicting_scope = {
	.notice = {
		.code     = "PA001",
		.name     = "peerauthentication-conflicting-scope",
		.summary  = "Several PeerAuthentications for a whole namespace or mesh",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA0002",
		.category = "security",
		.page     = &page_peerauthentication_conflicting_scope,
	},
	.subject = KIND_PEER_AUTHENTICATION,
	.reads   = KIND_BIT(KIND_PEER_AUTHENTICATION),
	.visit   = visit,
};
