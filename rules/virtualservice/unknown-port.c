/* A route leads to a port that the service does not have. */
#include "rules/ports.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];
		struct services seen = destination_services(p, d);

		if (d->port <= 0 || !seen.n || services_have_port(&seen, (uint32_t)d->port) != NO)
			continue;
		pass_report(p, r, d->port_node, "\"%s\" has no port %lld, only %s", d->text->text,
			(long long)d->port, services_port_list(p, &seen));
		pass_note(p, seen.at[0]->resource, NULL, "the service");
	}
}

extern const struct page page_virtualservice_unknown_port;

const struct rule rule_virtualservice_unknown_port = {
	.notice = {
		.code     = "VS008",
		.name     = "virtualservice-unknown-port",
		.summary  = "Route to a port that the service does not have",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0101",
		.category = "routing",
		.page     = &page_virtualservice_unknown_port,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
