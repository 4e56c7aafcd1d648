/* A port of a Service whose name declares no protocol. */
#include "keys.h"
#include "rules/exposed.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct service *s = exposed_service(p, r);

	for (uint32_t i = 0; s && i < s->n_ports; i++) {
		const struct port *port = &s->ports[i];

		if (port->declared || port->well_known || s->external_name || port_has_app_protocol(port))
			continue;
		if (port->name)
			pass_report(p, r, port->node, "the name \"%s\" of port %u does not begin with a protocol that Istio knows, so the proxy guesses the protocol",
				port->name->text, port->number);
		else if (node_get(port->node, KEY_name) || !node_has(port->node, KEY_name))
			pass_report(p, r, port->node, "port %u has no name, so the proxy guesses its protocol", port->number);
	}
}

extern const struct page page_service_port_name;

const struct rule rule_service_port_name = {
	.notice = {
		.code     = "SV001",
		.name     = "service-port-name",
		.summary  = "Port whose name does not give its protocol",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0118 KIA0601",
		.category = "routing",
		.page     = &page_service_port_name,
	},
	.subject = KIND_SERVICE,
	.visit   = visit,
};
