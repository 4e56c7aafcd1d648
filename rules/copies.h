#ifndef RULES_COPIES_H
#define RULES_COPIES_H
/*
 * Objects that stand in the tree more than once, and surely meet in one
 * cluster. For the rules of this folder.
 */
#include "lint/rule.h"
#include "world/mesh.h"

/*
 * Report the first object of a file that repeats one further in front, the same word for word or with
 * differences; more is how many others of that file repeat objects of the same other file. Files of one name in
 * different folders never count, nor do kinds that the mesh does not read.
 */
void copies_each(struct pass *p, const struct mesh *m, bool same,
	void (*report)(struct pass *p, const struct resource *first, const struct resource *again, size_t more));

#endif
