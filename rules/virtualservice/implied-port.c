/* A route names no port of several, so that the port of the request decides. */
#include "rules/ports.h"

static void visit(struct pass *p, const struct resource *r)
{
	destinations_without_port(p, r, UNKNOWN);
}

extern const struct page page_virtualservice_implied_port;

const struct rule rule_virtualservice_implied_port = {
	.notice = {
		.code     = "VS022",
		.name     = "virtualservice-implied-port",
		.summary  = "Route without port to a service with several",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0112",
		.category = "routing",
		.page     = &page_virtualservice_implied_port,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
