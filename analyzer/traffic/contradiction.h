#ifndef TRAFFIC_CONTRADICTION_H
#define TRAFFIC_CONTRADICTION_H
/*
 * Rules of AuthorizationPolicies that ask for two things of a request which none has together: "principals" and "notPrincipals" of the same
 * identity, a principal of another namespace than "namespaces" names, two conditions on one key with different values. By all
 * requests and clients that the rules tell apart (traffic/callers.h), and by what is written alone: no workload is asked.
 */
#include "traffic/callers.h"

/* Two lists of values of which each can be met, but not both. */
struct contradiction {
	const struct node *one, *other; /* in the order of the text where they are of one map */
	const char *one_name, *other_name; /* "notPrincipals", or the key of a condition */
	const struct node *part;        /* what never matches for it: an item of from or to, or the rule */
	const char *part_name;          /* "source", "operation", "rule" */
};

/* What the rules of a mesh are compared with; all zero at first. */
struct contradictions {
	struct census *census; /* made with the first question that needs it, in the arena; the caller's to release */
	size_t spent;          /* values that were compared: of very many the first ones are */
};

/*
 * Call see for each part of the rule that contradicts itself for certain; an item of from, or of to, is held against the conditions too.
 * Addresses, JWTs, trust domains and patterns for other trust domains are not compared.
 */
void rule_contradictions(struct contradictions *c, const struct mesh *m, const struct resource *policy, const struct node *rule, struct arena *arena,
	void (*see)(void *context, const struct contradiction *found), void *context);

/* Has the rule a condition of which callers and requests tell nothing: on JWTs, trust domains, or identities by a pattern for a domain other than the mesh's own? */
bool rule_is_opaque(const struct node *rule);

#endif
