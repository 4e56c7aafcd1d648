/* A VirtualService without hosts, to which no other one hands over. */
#include "keys.h"
#include "lint/rule.h"
#include "world/anywhere.h"
#include "world/virtualservice.h"

/* Are all VirtualServices of the namespace known? */
static bool is_closed(const struct mesh *m, const struct str *ns)
{
	return mesh_closed(m, SCOPE_VIRTUAL_SERVICES, ns) == YES && (!ns || !anywhere_more(m, KIND_VIRTUAL_SERVICE, ns));
}

/* Are those that could hand over to it? */
static bool could_be_seen(const struct mesh *m, const struct exports *e)
{
	if (e->scope != EXPORT_SOME)
		return is_closed(m, NULL);
	for (size_t i = 0; i < e->n; i++)
		if (!is_closed(m, e->ns[i]))
			return false;
	return !e->own || is_closed(m, e->home);
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	/* With gateways istiod rejects it, and says why. */
	if (vs && vs->delegate && !node_has(r->spec, KEY_gateways) && !vs->n_parents && could_be_seen(pass_mesh(p), vs->exports))
		pass_report(p, r, NULL, "without hosts this is a delegate, and no VirtualService delegates to it: its routes are not used");
}

extern const struct page page_virtualservice_unused_delegate;

const struct rule rule_virtualservice_unused_delegate = {
	.notice = {
		.code     = "VS033",
		.name     = "virtualservice-unused-delegate",
		.summary  = "VirtualService without hosts that no other one delegates to",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_virtualservice_unused_delegate,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
