#ifndef MESH_USAGE_H
#define MESH_USAGE_H
/*
 * Which rules of a VirtualService sidecars use at all: istiod uses http rules on the services' ports that are HTTP or undeclared, tls rules
 * on those that are TLS or HTTPS, tcp rules on all others (pilot networking/core listener.go and tls.go, route/route.go).
 *
 * For rules. Filled in scratch, read-only.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "mesh/mesh.h"
#include "mesh/service.h"
#include "mesh/virtualservice.h"

#define USAGE_MOST 64 /* services, and ports of theirs: where there are more, nothing is said */

/* The services that have a VirtualService's hosts. */
struct usage {
	const struct virtualservice *vs;
	const struct service *services[USAGE_MOST];
	size_t n, n_ports;
};

/* Ports on which a rule is not used. */
struct unfit {
	const struct port *port;   /* one of them */
	const struct service *of;
	size_t n;
};

/* Is there a Sidecar whose egress listeners say what is spoken on a port? Then what the services declare may not count. */
bool usage_is_overridden(const struct mesh *m);

/*
 * Find the services of all its hosts. False where they are not all known for certain, or sidecars reach one in another way: a wildcard, an
 * ExternalName, a host that no service has.
 */
bool usage_find(const struct mesh *m, const struct virtualservice *vs, struct arena *scratch, struct usage *out);

/*
 * Is this http, tls or tcp item surely used by no sidecar and no gateway, for all ports that it is for are of other protocols? False for a rule for
 * gateways too, and where the services have no such port at all.
 */
bool usage_is_unfit(const struct usage *u, enum route_kind kind, const struct node *rule, struct unfit *out);

#endif
