/* A PeerAuthentication with a selector stands in the root namespace, where istiod passes it over. */
#include "lint/rule.h"
#include "world/peerauthentication.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct peerauthentication *pa = peerauthentication_of(pass_mesh(p), r);

	if (pa && pa->inert)
		pass_report(p, r, pa->selector, "a PeerAuthentication with a selector has no effect in the root namespace \"%s\"",
			r->ns->text);
}

extern const struct page page_peerauthentication_selector_in_root_namespace;

const struct rule rule_peerauthentication_selector_in_root_namespace = {
	.notice = {
		.code     = "PA003",
		.name     = "peerauthentication-selector-in-root-namespace",
		.summary  = "PeerAuthentication with a selector in the root namespace",
		.severity = SEVERITY_WARNING,
		.category = "security",
		.page     = &page_peerauthentication_selector_in_root_namespace,
	},
	.subject = KIND_PEER_AUTHENTICATION,
	.visit   = visit,
};
