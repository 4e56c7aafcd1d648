/* The same with connections that keep their address: they are only taken for connections to this host. */
#include "rules/tcp.h"

static void report(struct pass *p, const struct resource *r, const struct node *number, enum tcp_port port)
{
	const char *text = node_text(number) ? node_text(number)->text : "";

	if (port == TCP_PORT_DECLARED)
		pass_report(p, r, number, "the ServiceEntry has no addresses, so proxies take all TCP connections on port %s for connections to this host", text);
	else
		pass_report(p, r, number, "the ServiceEntry has no addresses and port %s no protocol, so proxies take all its connections that are not HTTP for connections to this host", text);
}

static void visit(struct pass *p, const struct resource *r)
{
	tcp_ports_each(p, r, true, report);
}

extern const struct page page_serviceentry_tcp_any_address;

const struct rule rule_serviceentry_tcp_any_address = {
	.notice = {
		.code     = "SE004",
		.name     = "serviceentry-tcp-any-address",
		.summary  = "ServiceEntry with a TCP port, without addresses and resolution",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0133 IST0134",
		.category = "routing",
		.page     = &page_serviceentry_tcp_any_address,
	},
	.subject = KIND_SERVICE_ENTRY,
	.visit   = visit,
};
