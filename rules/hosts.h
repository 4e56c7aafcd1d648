#ifndef RULES_HOSTS_H
#define RULES_HOSTS_H
/*
 * What can be wrong with the host of a service that a resource names, judged
 * once for the rules that report it: of VirtualService destinations and of
 * DestinationRules.
 */
#include "lint/rule.h"
#include "world/service.h"
#include "world/virtualservice.h"

enum host_fault {
	HOST_FAULT_NONE,    /* fine, or not to be judged */
	HOST_FAULT_UNKNOWN, /* no such service, and its place is described */
	HOST_FAULT_VIRTUAL, /* likewise, but a VirtualService has this host */
	HOST_FAULT_SHORT,   /* a short name whose service is in another namespace */
	HOST_FAULT_PARTIAL, /* name.namespace or name.namespace.svc, which istiod takes literally */
};

struct host_verdict {
	enum host_fault fault;
	const struct service *meant;    /* SHORT, PARTIAL: the one service that fits; NULL where several do */
	const struct resource *virtual; /* VIRTUAL: that VirtualService */
};

/*
 * Judge a host as r writes it (text) and as istiod expands it (host). What
 * could not be judged for want of files is said to the pass.
 */
struct host_verdict host_judge(struct pass *p, const struct resource *r, const struct str *text,
	const struct str *host);

/* The same of the host of a route, of r: a wildcard means what mesh_destination says. */
struct host_verdict destination_judge(struct pass *p, const struct resource *r, const struct destination *d);

/*
 * Report the host at node as SHORT or as PARTIAL, where that is its fault and
 * the one asked for; with the edit that mends it, where one service fits.
 */
void host_report(struct pass *p, const struct resource *r, const struct node *node,
	const struct str *text, const struct str *host, enum host_fault which);

#endif
