/* A patch of inbound filter chains names the port of a Service, where the chains have that of the container. */
#include "keys.h"
#include "rules/selectors.h"
#include "world/service.h"
#include "world/workload.h"

#define MOST_WORKLOADS 64 /* that all have to agree on what a port is */

/* What a port number is to a workload. */
struct meaning {
	const struct service *service; /* that has it as its own port */
	const struct port *port;
	uint32_t target;               /* which that leads to */
	bool opens;                    /* some Service leads to the number itself, or may */
};

static struct meaning meaning_of(struct pass *p, const struct workload *w, uint32_t number)
{
	struct services all = workload_services(pass_mesh(p), w, pass_scratch(p));
	struct meaning m = { 0 };

	for (size_t i = 0; i < all.n; i++)
		for (uint32_t k = 0; k < all.at[i]->n_ports; k++) {
			const struct port *port = &all.at[i]->ports[k];
			uint32_t target = 0;
			enum truth known = port_target(port, w, &target);

			m.opens |= known == UNKNOWN || target == number || all.at[i]->partial;
			if (port->number == number && known == YES && !m.port)
				m = (struct meaning){ all.at[i], port, target, m.opens };
		}
	return m;
}

/* Chains and what is in them; the listener itself is one for all inbound ports. */
static bool is_of_chains(const struct node *patch)
{
	const struct str *to = node_get_text(patch, KEY_applyTo);

	return str_is(to, "FILTER_CHAIN") || str_is(to, "NETWORK_FILTER") || str_is(to, "HTTP_FILTER");
}

static void judge(struct pass *p, const struct resource *r, const struct node *patch, const struct selection *on)
{
	const struct node *match = node_get(patch, KEY_match), *at = node_at(match, KEY_listener, KEY_portNumber, 0);
	struct meaning first = { 0 };
	int64_t number;

	if (!is_of_chains(patch) || !str_is(node_get_text(match, KEY_context), "SIDECAR_INBOUND") || !node_int(at, &number) || number <= 0 || number > 65535)
		return;
	for (size_t i = 0; i < on->n; i++) {
		struct meaning m = meaning_of(p, on->at[i], (uint32_t)number);

		if (m.opens || (i < on->n_sure && !m.port))
			return;
		if (!first.port)
			first = m;
	}
	if (!first.port)
		return;
	pass_report(p, r, at, "%lld is a port of the Service \"%s\"; inbound filter chains have that of the container, %u, so the patch does nothing",
		(long long)number, first.service->name->text, first.target);
	pass_note(p, first.service->resource, first.port->node, "this port leads to %u", first.target);
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *labels = node_at(r->spec, KEY_workloadSelector, KEY_labels, 0);
	struct selection on;

	if (!node_first(labels) || r->partial || r->ns == mesh_root_namespace(pass_mesh(p)) || mesh_in(pass_mesh(p), KIND_SIDECAR, r->ns).n)
		return;
	on = mesh_select(pass_mesh(p), r->ns, labels, pass_scratch(p));
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n && on.n_sure && on.n <= MOST_WORKLOADS; n = node_next(n))
		judge(p, r, n, &on);
}

extern const struct page page_envoyfilter_service_port;

const struct rule rule_envoyfilter_service_port = {
	.notice = {
		.code     = "EF007",
		.name     = "envoyfilter-service-port",
		.summary  = "EnvoyFilter for inbound traffic that names the port of a Service",
		.severity = SEVERITY_WARNING,
		.category = "extension",
		.page     = &page_envoyfilter_service_port,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
