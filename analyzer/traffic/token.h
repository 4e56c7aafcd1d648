#ifndef TRAFFIC_TOKEN_H
#define TRAFFIC_TOKEN_H
/*
 * JWTs that a request brings, where RequestAuthentications look for them (pilot/pkg/security/authn policy_applier.go). Whether a
 * token is valid, and what it says, files cannot tell.
 */
#include "base/arena.h"
#include "base/truth.h"
#include "mesh/mesh.h"
#include "mesh/workload.h"
#include "traffic/request.h"

/* Does the request bring a token that the workload's proxy looks at? NO or UNKNOWN. */
enum truth request_token(const struct mesh *m, const struct workload *w, const struct request *r, struct arena *arena);

#endif
