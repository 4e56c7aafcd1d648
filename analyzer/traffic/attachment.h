#ifndef TRAFFIC_ATTACHMENT_H
#define TRAFFIC_ATTACHMENT_H
/*
 * Which proxies a policy is for that names them by selector or targetRefs (pilot/pkg/model/policyattachment.go):
 * AuthorizationPolicy and RequestAuthentication.
 */
#include "base/arena.h"
#include "base/truth.h"
#include "world/mesh.h"
#include "world/service.h"
#include "world/workload.h"

/*
 * Is the policy in force at the workload's proxy? service: of a waypoint, the one that the request is for; else NULL. UNKNOWN where labels or namespaces
 * are not known, the policy is changed before it is applied, or is written more than once and differs.
 */
enum truth policy_attaches(const struct mesh *m, const struct resource *policy, const struct workload *w, const struct service *service);

/* One that is written under its name and differs, of which nobody knows whether the cluster has it instead; NULL: there is none. */
const struct resource *policy_rival(const struct mesh *m, const struct resource *policy);

/* Is it the proxy of a waypoint, for which policies are by the service that a request is for? */
bool workload_is_waypoint(const struct workload *w);

/* Policies that are, or may be, in force at a workload's proxy. */
struct attached {
	const struct resource *const *at; /* in istiod's order: those of the root namespace first */
	size_t n;
	const char *missing; /* there may be others: where, as part of a sentence; NULL: those are all */
	const void *alike;   /* the same for all workloads that these are in force at, and that have no others; NULL: not told */
};

struct attached attached_policies(const struct mesh *m, enum kind kind, const struct workload *w, const struct service *service, struct arena *arena);

#endif
