#ifndef TRAFFIC_TOKEN_H
#define TRAFFIC_TOKEN_H
/*
 * JWTs that a request brings, where RequestAuthentications look for them (pilot/pkg/security/authn policy_applier.go). Whether a
 * token is valid, and what it says, files cannot tell.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/truth.h"
#include "traffic/attachment.h"
#include "traffic/request.h"

/* Does the request bring a token that a proxy with these RequestAuthentications looks at? NO or UNKNOWN. */
enum truth request_token(const struct attached *all, const struct request *r);

/* May such a proxy look into a header of this name, in lower case? */
bool token_may_be_in(const struct attached *all, const char *name);

/* A rule of them that says where it looks, or that does not, whichever comes first; NULL: there is none. */
const struct node *token_rule(const struct attached *all);

/* The RequestAuthentications in force at a workload's proxy. */
struct authentications {
	const struct resource *const *at;
	size_t n;
	bool known; /* those are all, each of them is in force for certain, and nothing else (an EnvoyFilter) validates JWTs there */
	const void *alike; /* as struct attached has it */
};

/* For the proxy of a waypoint they depend on the service: never known. */
struct authentications workload_authentications(const struct mesh *m, const struct workload *w, struct arena *arena);

/* Could a JWT of this issuer have a request principal that the value takes: ISSUER/SUBJECT, perhaps with a star at one end? It has a slash. */
bool issuer_may_be_taken(const char *value, const char *issuer);

#endif
