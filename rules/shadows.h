#ifndef RULES_SHADOWS_H
#define RULES_SHADOWS_H
/*
 * Routes and matches of a VirtualService that earlier ones make useless, for
 * the rules that report them.
 */
#include "lint/rule.h"
#include "world/route.h"
#include "world/virtualservice.h"

/*
 * Call judge for each match block that an earlier one covers. whole: all
 * blocks of its rule are covered; first: it is the first of them.
 */
void shadows_each(struct pass *p, const struct resource *r,
	void (*judge)(struct pass *p, const struct resource *r, const struct shadow *s, bool whole, bool first));

/* Report a shadow at node: what, and which earlier match takes the requests. */
void shadow_report(struct pass *p, const struct resource *r, const struct shadow *s,
	const struct node *node, const char *what);

#endif
