/* A VirtualService is for name.namespace, so that it misses the service of that name. */
#include "rules/hosts.h"
#include "world/virtualservice.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && vs->mesh && i < vs->n_hosts; i++)
		host_report(p, r, vs->hosts[i].node, vs->hosts[i].text, vs->hosts[i].host, HOST_FAULT_PARTIAL);
}

extern const struct page page_virtualservice_partial_virtual_host;

const struct rule rule_virtualservice_partial_virtual_host = {
	.notice = {
		.code     = "VS020",
		.name     = "virtualservice-partial-virtual-host",
		.summary  = "VirtualService for only a part of a service's host name",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.fixable  = true,
		.page     = &page_virtualservice_partial_virtual_host,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
