#ifndef TRAFFIC_GENERATED_H
#define TRAFFIC_GENERATED_H
/*
 * The names that istiod gives to what it generates, as EnvoyFilters match them (pilot/pkg/networking/core cluster.go, httproute.go and
 * gateway.go; pilot/pkg/model BuildSubsetKey and gatewayRDSRouteName). Names are taken apart here; whether there is such a service, port or subset
 * the mesh tells.
 */
#include <stdint.h>

#include "world/gateway.h"
#include "world/mesh.h"

enum cluster_form {
	CLUSTER_NEVER,       /* no cluster of istiod's is called so */
	CLUSTER_FIXED,       /* BlackHoleCluster and the like, or one for SNI (outbound_.80_._.host) */
	CLUSTER_OUTBOUND,    /* outbound|PORT|SUBSET|HOST */
	CLUSTER_INBOUND,     /* inbound|PORT||, PORT being the container's */
	CLUSTER_OLD_INBOUND, /* inbound|PORT|NAME|HOST, before 1.8 */
};

struct cluster_name {
	enum cluster_form form;
	uint32_t port;            /* of OUTBOUND and INBOUND */
	const struct str *subset; /* of OUTBOUND; NULL: none */
	const struct str *host;   /* of OUTBOUND */
};

struct cluster_name cluster_name_parse(const struct mesh *m, const struct str *name);

enum virtual_host_form {
	VIRTUAL_HOST_NEVER,   /* no virtual host of istiod's is called so */
	VIRTUAL_HOST_FIXED,   /* allow_any and the like */
	VIRTUAL_HOST_INBOUND, /* inbound|http|PORT, PORT being the Service's */
	VIRTUAL_HOST_HOST,    /* HOST:PORT; of a gateway the port of the server, else of the service */
};

struct virtual_host_name {
	enum virtual_host_form form;
	uint32_t port;          /* of INBOUND and HOST */
	const struct str *host; /* of HOST, in brackets where it is an IPv6 address */
};

struct virtual_host_name virtual_host_name_parse(const struct mesh *m, const struct str *name);

/*
 * Does the route configuration of the server say which Gateway and which port name it is of, so that an EnvoyFilter can match it by them?
 * Only that of HTTPS that is terminated does, where names have no dot and the server no bind.
 */
bool server_is_named_in_routes(const struct server *s);

#endif
