#ifndef RULES_SUBSETS_H
#define RULES_SUBSETS_H
/*
 * Whether a route's subset exists for those who use the route, judged once for
 * the rules that report it.
 */
#include "lint/rule.h"
#include "world/destinationrule.h"
#include "world/virtualservice.h"

enum subset_fault {
	SUBSET_FINE,      /* or not to be judged */
	SUBSET_UNDEFINED, /* in no DestinationRule at all */
	SUBSET_INVISIBLE, /* only in one that does not apply to clients of the route */
};

struct subset_verdict {
	enum subset_fault fault;
	const struct destinationrule *rule;    /* UNDEFINED: one of this host, or NULL; INVISIBLE: one that has the subset */
	const struct destinationrule *applied; /* INVISIBLE: one that applies instead, or NULL */
	const struct str *client;              /* INVISIBLE: a namespace of clients that miss it */
};

/* Is it this fault? Only what the question takes is looked up. */
struct subset_verdict subset_judge(struct pass *p, const struct destination *d, enum subset_fault which);

/* ": it defines v1 and v2" or ": it defines no subsets", in scratch. */
const char *subset_names(struct pass *p, const struct destinationrule *r);

#endif
