#ifndef RULES_REMOVED_H
#define RULES_REMOVED_H
/* APIs that Istio has removed: their objects, or the definitions of their kinds, are one finding a file: generated files have dozens. */
#include "lint/rule.h"

struct removed_api {
	const char *group;
	const char *kinds[4]; /* only these; none: all that no row before has */
	uint32_t since;      /* Istio's minor release without it */
	const char *instead;
};

/*
 * Call report for each file and API that of(r, &kind) names for some resources r of the mesh: its group (NULL: none), and the kind: with the first of
 * them, and " (and 3 more in this file)" where there are more, else "". What Istio's own charts bring is left out.
 */
void removed_each(struct pass *p, const struct mesh *m, const struct str *(*of)(const struct resource *r, const struct str **kind),
	void (*report)(struct pass *p, const struct resource *first, const char *more, const struct removed_api *api));

#endif
