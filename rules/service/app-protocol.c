/* A port of a Service with an appProtocol that istiod does not understand. */
#include "keys.h"
#include "rules/exposed.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct service *s = exposed_service(p, r);

	for (uint32_t i = 0; s && i < s->n_ports; i++) {
		const struct port *port = &s->ports[i];

		if (port->declared || port->well_known || s->external_name || !port_has_app_protocol(port))
			continue;
		pass_report(p, r, node_get(port->node, KEY_appProtocol),
			"Istio does not know appProtocol \"%s\", which overrides the port's name: the proxy guesses the protocol of port %u",
			node_get_text(port->node, KEY_appProtocol)->text, port->number);
	}
}

extern const struct page page_service_app_protocol;

const struct rule rule_service_app_protocol = {
	.notice = {
		.code     = "SV002",
		.name     = "service-app-protocol",
		.summary  = "Port with an appProtocol that Istio does not know",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0118 KIA0602",
		.category = "routing",
		.page     = &page_service_app_protocol,
	},
	.subject = KIND_SERVICE,
	.visit   = visit,
};
