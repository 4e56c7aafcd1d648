#ifndef TRAFFIC_CHOICE_H
#define TRAFFIC_CHOICE_H
/*
 * Which rule of the mesh's VirtualServices takes a request of which only the host is known, and not who sends it: asked of all that
 * have the host, on each gateway that they name and, of those for sidecars, of any client. For tests of routes (trace).
 */
#include "base/arena.h"
#include "base/vec.h"
#include "traffic/request.h"
#include "traffic/route.h"
#include "world/mesh.h"

/* A rule that takes it, for some client at least. */
struct choice {
	const struct virtualservice *vs; /* NULL, and rule too: none does, 404 */
	const struct route_rule *rule;
	const struct route_match *match;
};

struct choices {
	VEC(struct choice) list;  /* each rule once. One: it is this for all clients; none: no VirtualService has the host */
	bool unserved;            /* VirtualServices have the host, but no server of their gateways takes it */
	const char *doubt;        /* of several: what would have to be known; a sentence */
};

/*
 * Of the request side, workload, TLS and identity are not looked at; its port is 0 where it is not known. *out lives in the
 * arena.
 */
void choices_find(const struct mesh *m, const struct request *r, struct arena *arena, struct choices *out);

#endif
