/* A route leads to a name without dots, which is one of the VirtualService's own namespace, where no such service is. */
#include "rules/hosts.h"
#include "world/virtualservice.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];

		host_report(p, r, d->host_node, d->text, d->host, HOST_FAULT_SHORT);
	}
}

extern const struct page page_virtualservice_short_host;

const struct rule rule_virtualservice_short_host = {
	.notice = {
		.code     = "VS005",
		.name     = "virtualservice-short-host",
		.summary  = "Route to the short name of a service in another namespace",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0101 KIA1101",
		.category = "routing",
		.fixable  = true,
		.page     = &page_virtualservice_short_host,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
