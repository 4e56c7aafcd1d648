#ifndef RULES_EXPOSED_H
#define RULES_EXPOSED_H
/*
 * Services whose port names matter to the mesh, and what one pod is reached by: for the
 * rules on Services and on workloads.
 */
#include "lint/rule.h"
#include "world/service.h"
#include "world/workload.h"

/*
 * The Service, where what its ports are called can make a difference: not the control plane's, not
 * what istiod makes itself, and with a workload that is surely in the mesh (in a closed
 * world: that may be). Else NULL.
 */
const struct service *exposed_service(struct pass *p, const struct resource *r);

/* Does appProtocol say what the port speaks: it then counts, not the name? */
bool port_has_app_protocol(const struct port *port);

/* Are all ports of the Service declared to be HTTP? False for NULL, and where not all are known. */
bool service_is_http(const struct service *s);

/*
 * Does nothing but HTTP come to the workload: by all Services that lead to it, or, to that of a gateway, by all
 * servers of Gateways that select it? False where the tree has none of them.
 */
bool workload_is_http(struct pass *p, const struct workload *w);

/* A pair of Service ports that lead to one port of a pod and speak differently. */
struct clash {
	const struct service *services[2];
	const struct port *ports[2];
	uint32_t target; /* the pod's port */
};

struct clashes {
	const struct clash *at; /* in scratch */
	size_t n;
};

/* Those of a workload with a sidecar; none for others, for gateways and for waypoints. */
struct clashes workload_clashes(struct pass *p, const struct workload *w);

/* A port of a Service that leads to another port of the pod. */
struct front {
	const struct service *service;
	const struct port *port;
	uint32_t target; /* where it leads */
};

/*
 * Is the number only that of a Service's port, and nothing that these workloads listen on: neither a declared port of a container nor one that
 * a Service leads to, or may?
 */
bool port_is_front(struct pass *p, const struct selection *s, int64_t number, struct front *out);

#endif
