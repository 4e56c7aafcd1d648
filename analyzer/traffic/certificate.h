#ifndef TRAFFIC_CERTIFICATE_H
#define TRAFFIC_CERTIFICATE_H
/*
 * Which gateway workloads ask their clients for certificates: without one no client has an identity there (pilot/pkg/networking/core/gateway.go
 * buildGatewayListenerTLSContext; of the Gateway API pilot/pkg/config/kube/gateway buildTLS). A server in the clear, one of mode SIMPLE and one that
 * passes TLS on ask for none.
 */
#include "base/arena.h"
#include "base/map.h"
#include "base/truth.h"
#include "world/gateway.h"
#include "world/mesh.h"
#include "world/workload.h"

struct certificate_asks {
	const struct mesh *mesh;
	struct map at;         /* workload -> what is kept of it */
	enum truth everywhere; /* of the Gateways without selector, and where any may */
};

/* Go through all Gateways, once; what is found lives in the arena. */
void certificate_asks_make(const struct mesh *m, struct arena *arena, struct certificate_asks *out);

/*
 * Does a server of the workload ask for client certificates? NO: one is there for certain, *server, and neither a Gateway nor an EnvoyFilter that may
 * be the workload's asks for any. A Gateway anywhere in the tree that does excuses. *server is set with NO alone.
 */
enum truth workload_asks_certificates(const struct certificate_asks *all, const struct workload *w, const struct server **server);

#endif
