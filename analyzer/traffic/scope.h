#ifndef TRAFFIC_SCOPE_H
#define TRAFFIC_SCOPE_H
/*
 * What a proxy knows of the mesh: the services and VirtualServices that are exported to its namespace and that its Sidecar
 * imports (pilot model/sidecar.go). A gateway knows all that is exported to its namespace.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/truth.h"
#include "base/vec.h"
#include "world/mesh.h"
#include "world/service.h"
#include "world/virtualservice.h"
#include "world/workload.h"

/* An egress listener of the Sidecar, or the one for all where there is no Sidecar. */
struct egress {
	const struct node *node;   /* NULL: it imports everything */
	uint32_t port;             /* that it alone is for; 0: all */
	enum protocol protocol;    /* of its port */
	uint32_t only;             /* the port that alone is known of its services; 0: all are, as on an HTTP proxy */
	VEC(const struct service *) services; /* those of one host are of one namespace; in istiod's order */
	VEC(const struct virtualservice *) virtuals; /* likewise; those for sidecars */
};

struct proxy_scope {
	const struct mesh *m;
	const struct workload *proxy;
	bool gateway;
	const struct resource *sidecar;  /* the Sidecar in force; NULL: none */
	VEC(struct egress) egress;
};

/*
 * Work it out. sidecar: the one in force, of workload_sidecars; NULL: none, as for gateways. What is found lives in the arena, or as long as the mesh:
 * proxies of one namespace with the same Sidecar know the same.
 */
void scope_make(const struct mesh *m, const struct workload *proxy, bool gateway, const struct resource *sidecar, struct arena *arena,
	struct proxy_scope *out);

/* The listener that is for this port: one of its own, else the one for all; NULL where there is none. */
const struct egress *scope_egress(const struct proxy_scope *s, uint32_t port);

/* The service of exactly this host that a listener imports, and that has the port; NULL. */
const struct service *egress_service(const struct egress *e, const struct str *host, uint32_t port);

/* The service of this host in a namespace: of several a Service, else the oldest; NULL. */
const struct service *scope_own_service(const struct mesh *m, const struct str *host, const struct str *ns);

/*
 * The service of this host that the proxy has clusters of: one that a listener imports, or that a VirtualService in force leads to.
 * *has_port is whether there is one for this port. NULL where there is none.
 */
const struct service *scope_service(const struct proxy_scope *s, const struct str *host, uint32_t port, bool *has_port);

/* The VirtualServices that istiod joins on a gateway ("ns/name"), in its order. */
void scope_virtuals(const struct proxy_scope *s, const struct str *gateway, struct arena *arena, const struct virtualservice *const **out, size_t *n);

#endif
