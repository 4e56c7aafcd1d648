/* A route leads to name.namespace, which is nobody's host. */
#include "rules/hosts.h"
#include "world/virtualservice.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];

		host_report(p, r, d->host_node, d->text, d->host, HOST_FAULT_PARTIAL);
	}
}

extern const struct page page_virtualservice_partial_host;

const struct rule rule_virtualservice_partial_host = {
	.notice = {
		.code     = "VS006",
		.name     = "virtualservice-partial-host",
		.summary  = "Route to a service by only a part of its host name",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0101",
		.category = "routing",
		.fixable  = true,
		.page     = &page_virtualservice_partial_host,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
