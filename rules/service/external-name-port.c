/* A port of an ExternalName Service that is opaque to the mesh, in releases before 1.21. */
#include "rules/exposed.h"

/* Since 1.21 (ENABLE_EXTERNAL_NAME_ALIAS) such Services are other names of their targets, and proxies listen for the targets alone. */
static bool has_listeners(const struct mesh *m)
{
	return mesh_release(m) != 0 && mesh_release(m) < 21;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct service *s = has_listeners(pass_mesh(p)) ? exposed_service(p, r) : NULL;

	for (uint32_t i = 0; s && i < s->n_ports; i++) {
		const struct port *port = &s->ports[i];

		if (!s->external_name || (port->declared && !str_is(port->name, "tcp")))
			continue;
		if (port->name)
			pass_report(p, r, port->node, "with the name \"%s\", port %u of an ExternalName Service can receive the traffic of all hosts on this port",
				port->name->text, port->number);
		else
			pass_report(p, r, port->node, "port %u of an ExternalName Service has no name and can receive the traffic of all hosts on this port",
				port->number);
	}
}

extern const struct page page_service_external_name_port;

const struct rule rule_service_external_name_port = {
	.notice = {
		.code     = "SV003",
		.name     = "service-external-name-port",
		.summary  = "Port of an ExternalName Service that takes all traffic of its number",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0150",
		.category = "routing",
		.page     = &page_service_external_name_port,
	},
	.subject = KIND_SERVICE,
	.visit   = visit,
};
