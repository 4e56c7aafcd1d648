/* A route leads to a host that only a wildcard ServiceEntry covers, so that no cluster has its name. */
#include "world/virtualservice.h"
#include "world/service.h"
#include "lint/rule.h"

/* istiod names the cluster of a route after the host as written, that of a service after the service's own host. */
static void judge(struct pass *p, const struct resource *r, const struct destination *d)
{
	struct host_answer a;

	if (!d->host)
		return;
	a = mesh_destination(pass_mesh(p), r->ns, d->host, pass_scratch(p));
	if (a.truth != YES || a.why != HOST_WILDCARD || !a.seen.n
			|| mesh_closed(pass_mesh(p), SCOPE_EXTERNAL_HOSTS, r->ns) != YES)
		return;
	pass_report(p, r, d->host_node, "no service has the host \"%s\", only the wildcard \"%s\", to which a route cannot lead; declare a ServiceEntry for this host",
		d->text->text, a.seen.at[0]->host->text);
	pass_note(p, a.seen.at[0]->resource, a.seen.at[0]->at, "the wildcard");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && i < vs->n_destinations; i++)
		judge(p, r, &vs->destinations[i]);
}

extern const struct page page_virtualservice_wildcard_only_host;

const struct rule rule_virtualservice_wildcard_only_host = {
	.notice = {
		.code     = "VS028",
		.name     = "virtualservice-wildcard-only-host",
		.summary  = "Route to a host that only a wildcard ServiceEntry covers",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_wildcard_only_host,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
