/* A ServiceEntry has a TCP port, or one that is sniffed, without an address to tell it by: all connections go to its host. */
#include "rules/tcp.h"

static void report(struct pass *p, const struct resource *r, const struct node *number, enum tcp_port port)
{
	const char *text = node_text(number) ? node_text(number)->text : "";

	if (port == TCP_PORT_DECLARED)
		pass_report(p, r, number, "the ServiceEntry has no addresses, so proxies send all TCP connections on port %s to this host", text);
	else
		pass_report(p, r, number, "the ServiceEntry has no addresses and port %s no protocol, so proxies send all its connections that are not HTTP to this host", text);
}

static void visit(struct pass *p, const struct resource *r)
{
	tcp_ports_each(p, r, false, report);
}

extern const struct page page_serviceentry_tcp_without_address;

const struct rule rule_serviceentry_tcp_without_address = {
	.notice = {
		.code     = "SE001",
		.name     = "serviceentry-tcp-without-address",
		.summary  = "ServiceEntry with a TCP port and without addresses",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0133 IST0134",
		.category = "routing",
		.page     = &page_serviceentry_tcp_without_address,
	},
	.subject = KIND_SERVICE_ENTRY,
	.visit   = visit,
};
