#ifndef OBJECT_AGE_H
#define OBJECT_AGE_H
/*
 * Which object is older: istiod lets age decide between objects that compete (pilot model sortConfigByCreationTime), and of
 * equal age the name, then the namespace.
 */
#include "base/truth.h"
#include "object/resource.h"

/* Is a before b? UNKNOWN where one of them has no metadata.creationTimestamp that can be read. */
enum truth resource_is_older(const struct resource *a, const struct resource *b);

/* The same as an order: the older first, those whose age is not known last, and among these resource_compare. <0, 0, >0. */
int resource_by_age(const struct resource *a, const struct resource *b);

/* Age alone: the older first, those whose age is not known last. 0: of the same age, or neither is known. */
int resource_age_compare(const struct resource *a, const struct resource *b);

#endif
