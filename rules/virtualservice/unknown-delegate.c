/* A rule hands over to a VirtualService that does not exist. */
#include "keys.h"
#include "lint/rule.h"
#include "world/virtualservice.h"

static void suggest(struct pass *p, const struct delegation *d)
{
	struct resources named = mesh_named(pass_mesh(p), KIND_VIRTUAL_SERVICE, d->name);

	for (size_t i = 0; i < named.n; i++)
		pass_note(p, named.at[i], NULL, "did you mean the one in namespace \"%s\"", named.at[i]->ns->text);
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && !vs->delegate && i < vs->n_delegations; i++) {
		const struct delegation *d = &vs->delegations[i];
		enum truth exists = mesh_has(pass_mesh(p), KIND_VIRTUAL_SERVICE, d->ns, d->name);

		if (exists == UNKNOWN)
			pass_undescribed(p, SCOPE_VIRTUAL_SERVICES, d->ns);
		if (exists != NO)
			continue;
		if (d->ns->len)
			pass_report(p, r, node_get(d->node, KEY_name), "there is no VirtualService \"%s\" in namespace \"%s\": istiod drops this rule",
				d->name->text, d->ns->text);
		else
			pass_report(p, r, node_get(d->node, KEY_name), "there is no VirtualService \"%s\": istiod drops this rule", d->name->text);
		suggest(p, d);
	}
}

extern const struct page page_virtualservice_unknown_delegate;

const struct rule rule_virtualservice_unknown_delegate = {
	.notice = {
		.code     = "VS030",
		.name     = "virtualservice-unknown-delegate",
		.summary  = "Rule that delegates to a VirtualService that does not exist",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_unknown_delegate,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
