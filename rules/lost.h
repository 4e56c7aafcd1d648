#ifndef RULES_LOST_H
#define RULES_LOST_H
/* Subsets whose labels no workload of the service has, by whether some route leads to them. */
#include "lint/rule.h"
#include "world/destinationrule.h"

/*
 * Report each such subset of the mesh that a VirtualService names (routed), or that none names. Labels that a custom resource holds
 * may be those that its operator or policy puts on pods: they are not judged.
 */
void lost_subsets_report(struct pass *p, const struct mesh *m, bool routed);

#endif
