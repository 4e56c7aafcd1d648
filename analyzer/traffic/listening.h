#ifndef TRAFFIC_LISTENING_H
#define TRAFFIC_LISTENING_H
/*
 * What a sidecar's inbound listener takes a container port for (pilot/pkg/networking/core/listener_inbound.go): by the ingress of the
 * Sidecar in force, else by the Services that lead there, the oldest first, else by the passthrough filter chains.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "traffic/answer.h"
#include "world/mesh.h"
#include "world/workload.h"

enum listening {
	LISTENING_NOT,     /* the port is not redirected to the proxy */
	LISTENING_HTTP,
	LISTENING_TCP,     /* TLS and the databases too */
	LISTENING_ZTUNNEL, /* a connection, whatever it speaks */
	LISTENING_SNIFFED, /* told by the first bytes and the ALPN: undeclared protocols, and ports that nothing declares */
};

/* One way that it may be. */
struct listener {
	enum listening as;
	struct cause cause;
	const char *text;   /* a step: why it is taken so */
};

struct listeners {
	const struct listener *at; /* the likeliest first; never none. Several: which is not known */
	size_t n;
};

struct listeners workload_listeners(const struct mesh *m, const struct workload *w, uint32_t port, struct arena *arena);

#endif
