#ifndef RULES_DENIALS_H
#define RULES_DENIALS_H
/* The rules of DENY in force at workloads, to hold what an ALLOW policy allows against them. */
#include "lint/rule.h"
#include "traffic/authorization.h"

/*
 * Those at a workload with a sidecar that are applied together with the policy and known in all parts, in order: whatever others deny besides. False:
 * it has no sidecar for certain, or there are none.
 */
bool workload_denials(struct pass *p, const struct resource *r, const struct workload *w, struct access_clauses *out);

/* Are they the same rules? */
bool denials_are_same(const struct access_clauses *a, const struct access_clauses *b);

/* Do they and the rule have so many values that to tell all requests apart would take long? */
bool denials_are_many(struct pass *p, const struct node *rule, const struct access_clauses *denials);

#endif
