/* A route leads to a service that its clients do not get to see. */
#include "rules/clients.h"

static bool is_hidden(struct pass *p, const struct destination *d, const struct str *client, void *context)
{
	const struct service **hidden = context;
	struct host_answer a = mesh_destination(pass_mesh(p), client, d->host, pass_scratch(p));

	if (a.truth != NO || a.why != HOST_HIDDEN || !a.hidden.n)
		return false;
	*hidden = a.hidden.at[0];
	return true;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];
		const struct service *hidden = NULL;
		struct lack lack = { is_hidden, &hidden, NULL };
		const struct str *client;

		if (!d->host)
			continue;
		client = client_at_home(p, d);
		if (!client || !is_hidden(p, d, client, &hidden))
			client = client_without(p, d, &lack);
		if (!client)
			continue;
		pass_report(p, r, d->host_node, "\"%s\" is not exported to namespace \"%s\", whose proxies use this route",
			d->text->text, client->text);
		pass_note(p, hidden->resource, hidden->exports->at, "it is exported to these namespaces");
	}
}

extern const struct page page_virtualservice_invisible_host;

const struct rule rule_virtualservice_invisible_host = {
	.notice = {
		.code     = "VS019",
		.name     = "virtualservice-invisible-host",
		.summary  = "Route to a service that is not exported to the route's clients",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0101 KIA1101",
		.category = "routing",
		.page     = &page_virtualservice_invisible_host,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
