#ifndef WORLD_WAYPOINT_H
#define WORLD_WAYPOINT_H
/*
 * Which waypoint serves a Service or a workload in ambient mode (pilot serviceregistry/ambient/waypoints.go): the one that its label
 * istio.io/use-waypoint names, else its namespace's.
 */
#include "doc/node.h"
#include "object/resource.h"
#include "world/gateway.h"
#include "world/mesh.h"
#include "world/service.h"
#include "world/workload.h"

enum waypoint_state {
	WAYPOINT_UNKNOWN,
	WAYPOINT_NONE,       /* none is named, or "none" */
	WAYPOINT_SERVES,
	WAYPOINT_ABSENT,     /* no such Gateway exists */
	WAYPOINT_WRONG_CLASS, /* the Gateway is of a class of Istio's that makes none */
	WAYPOINT_NOT_FOR,    /* istio.io/waypoint-for: it serves the others, services or workloads, alone */
	WAYPOINT_CLOSED,     /* its listener does not allow the namespace */
};

struct waypoint {
	enum waypoint_state state;
	const struct str *ns, *name;      /* as it is named; NULL: none is */
	const struct gateway *gateway;    /* NULL where it is absent or not known */
	const struct resource *holder;    /* of the label */
};

/* What is served. */
enum waypoint_use {
	WAYPOINT_FOR_SERVICE,
	WAYPOINT_FOR_WORKLOAD,
	WAYPOINT_FOR_ANY,
};

/* What a label names, for objects of namespace ns. override: the value of istio.io/use-waypoint-namespace; NULL: none. */
struct waypoint waypoint_named(const struct mesh *m, const struct str *ns, const struct str *name, const struct str *override, enum waypoint_use use);

struct waypoint waypoint_of_service(const struct mesh *m, const struct service *s);
struct waypoint waypoint_of_workload(const struct mesh *m, const struct workload *w);

/* Does a class of Istio's make waypoints of its Gateways? UNKNOWN: it is none of Istio's. */
enum truth gateway_is_waypoint(const struct mesh *m, const struct gateway *g);

#endif
