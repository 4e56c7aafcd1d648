/* Sidecars route from another host to a ServiceEntry of resolution NONE, whose address is the one that the client connected to. */
#include "keys.h"
#include "rules/entries.h"
#include "world/host.h"
#include "world/virtualservice.h"

#define MOST_HOSTS 64 /* of a VirtualService that are looked at */

/*
 * Are all hosts of the VirtualService services other than the one of this host, so that their clients connect to other addresses? A name that is no
 * service may have any address, that of the destination too.
 */
static bool are_others(const struct mesh *m, const struct virtualservice *vs, const struct str *host)
{
	for (size_t i = 0; i < vs->n_hosts; i++) {
		const struct service *s = mesh_services(m, vs->hosts[i].host);

		if (!s || host_overlaps(s->host, host) != NO || resource_together(s->resource, vs->resource) != YES)
			return false;
	}
	return vs->n_hosts;
}

static void judge(struct pass *p, const struct destination *d)
{
	const struct mesh *m = pass_mesh(p);
	const struct service *s = d->host ? mesh_services(m, d->host) : NULL;

	if (!s || d->role != DESTINATION_ROUTE || d->idle || !entry_has_no_address(m, s) || !are_others(m, d->vs, s->host)
			|| resource_together(s->resource, d->vs->resource) != YES || !destination_gateway(m, d, true))
		return;
	pass_report(p, d->vs->resource, d->host_node,
		"\"%s\" has resolution NONE, so sidecars send these requests to the address that the client connected to, that of \"%s\"",
		s->host->text, d->vs->hosts[0].host->text);
	pass_note(p, s->resource, node_get(s->resource->spec, KEY_resolution) ? node_get(s->resource->spec, KEY_resolution) : s->at, "the ServiceEntry");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && vs->n_hosts <= MOST_HOSTS && i < vs->n_destinations; i++)
		judge(p, &vs->destinations[i]);
}

extern const struct page page_serviceentry_none_behind_other_host;

const struct rule rule_serviceentry_none_behind_other_host = {
	.notice = {
		.code     = "SE008",
		.name     = "serviceentry-none-behind-other-host",
		.summary  = "Route of another host to a ServiceEntry of resolution NONE",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_serviceentry_none_behind_other_host,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
