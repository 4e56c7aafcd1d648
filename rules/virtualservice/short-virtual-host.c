/* A VirtualService is for a name without dots, which is one of its own namespace, where no such service is. */
#include "rules/hosts.h"
#include "world/virtualservice.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	/* Behind a gateway alone a host is only a name that requests carry. */
	for (size_t i = 0; vs && vs->mesh && i < vs->n_hosts; i++)
		host_report(p, r, vs->hosts[i].node, vs->hosts[i].text, vs->hosts[i].host, HOST_FAULT_SHORT);
}

extern const struct page page_virtualservice_short_virtual_host;

const struct rule rule_virtualservice_short_virtual_host = {
	.notice = {
		.code     = "VS027",
		.name     = "virtualservice-short-virtual-host",
		.summary  = "VirtualService for the short name of a service in another namespace",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.fixable  = true,
		.page     = &page_virtualservice_short_virtual_host,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
