/* A rule hands over to a VirtualService that istiod does not take for it: it has hosts, or is not exported to the rule's namespace. */
#include "keys.h"
#include "lint/rule.h"
#include "world/virtualservice.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && !vs->delegate && i < vs->n_delegations; i++) {
		const struct delegation *d = &vs->delegations[i];
		const struct virtualservice *child = d->child;

		if (!child || mesh_twins(pass_mesh(p), child->resource).n || resource_together(r, child->resource) != YES)
			continue;
		if (child->n_hosts) {
			pass_report(p, r, node_get(d->node, KEY_name), "VirtualService \"%s\" has hosts and is no delegate: istiod drops this rule",
				d->name->text);
			pass_note(p, child->resource, child->hosts[0].node, "its hosts");
		} else if (child->delegate && d->visible == NO) {
			pass_report(p, r, node_get(d->node, KEY_name), "VirtualService \"%s\" is not exported to namespace \"%s\": istiod drops this rule",
				d->name->text, r->ns->text);
			pass_note(p, child->resource, child->exports->at, "it is exported to these namespaces");
		}
	}
}

extern const struct page page_virtualservice_unusable_delegate;

const struct rule rule_virtualservice_unusable_delegate = {
	.notice = {
		.code     = "VS031",
		.name     = "virtualservice-unusable-delegate",
		.summary  = "Rule that delegates to a VirtualService with hosts, or one that is not exported to it",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_unusable_delegate,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
