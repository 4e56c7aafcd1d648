#ifndef TRAFFIC_COVER_H
#define TRAFFIC_COVER_H
/*
 * Rules of AuthorizationPolicies held against each other, field by field and text by text: for the rules on policies that get in each other's way.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "doc/node.h"
#include "world/mesh.h"

/* What a comparison takes. */
struct covering {
	struct arena *scratch; /* as it was, afterwards */
	size_t left;           /* steps that it may take still: alternatives and values held against each other */
};

/*
 * Does a take every request that b takes, as they are written? Both are items of rules; alike: of policies of one namespace, so that service accounts
 * without namespace mean the same. False where it cannot be told: where one has been rejected by the checker, and where ranges of addresses, principals with stars or
 * trust domains would have to be compared; and where no steps are left.
 */
bool rule_covers(struct covering *c, const struct node *a, const struct node *b, bool alike);

/* Is policy a, of its own or the root namespace, in force wherever b is, by their namespaces, selectors and targetRefs? */
bool policy_reaches(const struct mesh *m, const struct resource *a, const struct resource *b);

#endif
