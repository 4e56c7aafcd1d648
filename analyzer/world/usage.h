#ifndef WORLD_USAGE_H
#define WORLD_USAGE_H
/*
 * Which rules of a VirtualService sidecars use at all: istiod uses http rules on the services' ports that are HTTP or undeclared, tls rules
 * on those that are TLS or HTTPS, tcp rules on all others; for a host that no service has, or none on that port, http rules on port 80 alone (pilot
 * networking/core listener.go, tls.go and httproute.go, route/route.go).
 *
 * For rules. Filled in scratch, read-only.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "world/mesh.h"
#include "world/service.h"
#include "world/virtualservice.h"

#define USAGE_MOST 64 /* services, and ports of theirs: where there are more, nothing is said */

/* The services that have a VirtualService's hosts. */
struct usage {
	const struct virtualservice *vs;
	const struct service *services[USAGE_MOST];
	size_t n, n_ports;
	const struct vs_host *absent; /* a host that no service has, or NULL */
};

/* Why a rule is not used. */
struct unfit {
	size_t n;                     /* ports of another protocol */
	const struct port *port;      /* one of them */
	const struct service *of;     /* whose */
	const struct service *lacks;  /* a service without a port of the number, or NULL */
	int64_t number;               /* that the rule is for; 0: any */
};

/* Is there a Sidecar whose egress listeners say what is spoken on a port? Then what the services declare may not count. */
bool usage_is_overridden(const struct mesh *m);

/*
 * Find the services of all its hosts. False where they are not all known for certain, or sidecars reach one in another way: a wildcard, an
 * ExternalName. What no service has is absent only where that is proved.
 */
bool usage_find(const struct mesh *m, const struct virtualservice *vs, struct arena *scratch, struct usage *out);

/*
 * Is this http, tls or tcp item surely used by no sidecar and no gateway, for the hosts have no port that it is for, or none of its protocol? False
 * for a rule for gateways too.
 */
bool usage_is_unfit(const struct usage *u, enum route_kind kind, const struct node *rule, struct unfit *out);

#endif
