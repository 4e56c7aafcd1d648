/* A route leads to a service that does not exist. */
#include "keys.h"
#include "rules/hosts.h"
#include "world/virtualservice.h"

/* Is the short name, as it is written, the host of a ServiceEntry? Those are not expanded, but a route's is. */
static bool is_host_literally(struct pass *p, const struct resource *r, const struct destination *d)
{
	return d->text != d->host && mesh_host(pass_mesh(p), r->ns, d->text, pass_scratch(p)).truth == YES;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];
		struct host_verdict v = destination_judge(p, r, d);

		if (d->idle)
			continue;
		if (v.fault == HOST_FAULT_UNKNOWN && is_host_literally(p, r, d)) {
			pass_report(p, r, d->host_node, "\"%s\" means \"%s\", which no service has; a ServiceEntry has the host \"%s\" without a namespace",
				d->text->text, d->host->text, d->text->text);
		} else if (v.fault == HOST_FAULT_UNKNOWN) {
			pass_report(p, r, d->host_node, "no service has the host \"%s\"%s", d->text->text,
				host_is_wild(d->host) ? ": a route does not lead to the services that a wildcard covers" : "");
		} else if (v.fault == HOST_FAULT_VIRTUAL) {
			pass_report(p, r, d->host_node,
				"no service has the host \"%s\", only a VirtualService: a route must lead to a service",
				d->text->text);
			if (v.virtual != r)
				pass_note(p, v.virtual, NULL, "the VirtualService with this host");
		}
	}
}

extern const struct page page_virtualservice_unknown_host;

const struct rule rule_virtualservice_unknown_host = {
	.notice = {
		.code     = "VS001",
		.name     = "virtualservice-unknown-host",
		.summary  = "Route leads to a host that no service has",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0101 KIA1101",
		.category = "routing",
		.page     = &page_virtualservice_unknown_host,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
