#ifndef RULES_ANCHORS_H
#define RULES_ANCHORS_H
/*
 * Patches that are placed by a filter which only other patches insert: does istiod apply those first? For the rules on the order of EnvoyFilters.
 */
#include "lint/rule.h"
#include "world/envoyfilter.h"

enum anchor_fault {
	ANCHOR_FINE, /* or not to be judged */
	ANCHOR_LATE, /* the filter is inserted later, and so never found */
	ANCHOR_TIED, /* the age of the EnvoyFilters decides */
};

struct anchor_verdict {
	enum anchor_fault fault;
	const struct filter_insertion *by; /* that inserts it; NULL where FINE */
};

/* Judge one item of configPatches of an EnvoyFilter. */
struct anchor_verdict anchor_judge(struct pass *p, const struct resource *r, const struct node *patch);

#endif
