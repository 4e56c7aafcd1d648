#ifndef RULES_REWRITES_H
#define RULES_REWRITES_H
/*
 * Rewrites of the beginning of a path: Envoy replaces exactly the text of the prefix that was matched and puts the rest
 * behind it as it is (RouteAction.prefix_rewrite; pilot networking/core/route).
 */
#include "lint/rule.h"

enum joint {
	JOINT_DOUBLE, /* "/api" and "/": "//x" */
	JOINT_LOST,   /* "/api/" and "/v1": "/v1x" */
};

/*
 * Report each rewrite of the VirtualService whose parts meet so; not where an earlier match, or one of another
 * VirtualService that a Gateway joins with it, takes the prefix with the slash.
 */
void rewrites_report(struct pass *p, const struct resource *vs, enum joint which);

#endif
