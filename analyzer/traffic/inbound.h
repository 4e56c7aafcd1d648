#ifndef TRAFFIC_INBOUND_H
#define TRAFFIC_INBOUND_H
/*
 * A request that arrives at a workload: the filter chain that takes it, by its port, its TLS and what it speaks, and what the
 * policies there make of it. Sources: pilot/pkg/networking/core/listener_inbound.go and filterchain_options.go,
 * pilot/pkg/simulation.
 *
 * HTTPS is HTTP in TLS that somebody terminates: of a request that arrives in mutual TLS the proxy sees the HTTP. TLS is bytes that only the workload
 * can read, in mutual TLS or not. Both of them, arriving in plaintext, arrive in TLS of their own.
 */
#include "traffic/answer.h"
#include "traffic/authorization.h"
#include "traffic/listening.h"
#include "traffic/request.h"
#include "world/peerauthentication.h"

/*
 * Follow the request (its side is REQUEST_ARRIVES, or ignored): outcome ALLOWED, DENIED, REFUSED or UNDECIDED. *out is overwritten, and lives in the
 * arena. Reasons of REFUSED: "plaintext-refused" (only mutual TLS is accepted), "certificate-required" (TLS without a client certificate of the mesh
 * where mutual TLS is required), "tls-refused" (TLS at an HTTP port that accepts only plaintext), "no-filter-chain" (TLS of somebody else at an HTTP
 * port that accepts plaintext and mutual TLS), "not-http" (bytes that are none at an HTTP port), "untrusted-identity" (a certificate of a trust
 * domain that the mesh does not trust), "no-proxy" (mutual TLS, and nobody to terminate it), "no-listener" (a gateway has no inbound listener). Of
 * DENIED: "deny-rule", "no-allow-rule", "no-authorizer".
 */
void inbound_follow(const struct mesh *m, const struct request *r, struct arena *arena, struct answer *out);

/* A container port, with all that decides what becomes of requests that arrive there: to ask of many requests. Filled by inbound_open. */
struct inbound {
	const struct mesh *m;
	const struct workload *w;         /* no gateway, and perhaps with a proxy */
	uint32_t port;
	struct access_policies policies;  /* in order */
	struct listeners listeners;       /* the ways that it may be */
	struct mtls modes[3];             /* likewise, the likeliest first */
	size_t n_modes;
	const char *called;               /* what w is called in doubts: its name, unless who asks sets another */
};

/* policies: of the workload, which may be none that is NONE by dataplane, and no gateway. */
void inbound_open(const struct mesh *m, const struct workload *w, uint32_t port, const struct access_policies *policies, struct arena *arena,
	struct inbound *out);

/* Follow a request that arrives there, as inbound_follow. Parts of it may be left open: then it has no steps, and may be UNDECIDED for no reason. */
void inbound_ask(const struct inbound *in, const struct request *r, struct arena *arena, struct answer *out);

#endif
