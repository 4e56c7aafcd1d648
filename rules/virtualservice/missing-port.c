/* A route names no port, and the one it gets by default does not exist. */
#include "rules/ports.h"

static void visit(struct pass *p, const struct resource *r)
{
	destinations_without_port(p, r, NO);
}

extern const struct page page_virtualservice_missing_port;

const struct rule rule_virtualservice_missing_port = {
	.notice = {
		.code     = "VS009",
		.name     = "virtualservice-missing-port",
		.summary  = "Route without port to a service that lacks the port of the request",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0112",
		.category = "routing",
		.page     = &page_virtualservice_missing_port,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
