#ifndef RULES_TCP_H
#define RULES_TCP_H
/* Ports of ServiceEntries on which proxies cannot tell connections to this host from others: TCP without an address. */
#include "lint/rule.h"

enum tcp_port {
	TCP_PORT_DECLARED, /* protocol: TCP */
	TCP_PORT_SNIFFED,  /* no protocol: what is not HTTP */
};

/*
 * Call report for each such port of r whose connections go on to the address that the client connected to (kept), or, for
 * kept == false, that all go to this host; with the node of its number.
 */
void tcp_ports_each(struct pass *p, const struct resource *r, bool kept,
	void (*report)(struct pass *p, const struct resource *r, const struct node *number, enum tcp_port port));

#endif
