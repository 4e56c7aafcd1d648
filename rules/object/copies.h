#ifndef RULES_OBJECT_COPIES_H
#define RULES_OBJECT_COPIES_H
/*
 * Objects that stand in the tree more than once, and surely meet in one
 * cluster. For the rules of this folder.
 */
#include "lint/rule.h"
#include "mesh/mesh.h"

/* Visit each object that repeats one further in front: the same word for word, or with differences. */
void copies_each(struct pass *p, const struct mesh *m, bool same,
	void (*visit)(struct pass *p, const struct resource *first, const struct resource *again));

#endif
