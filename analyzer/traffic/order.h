#ifndef TRAFFIC_ORDER_H
#define TRAFFIC_ORDER_H
/*
 * Which object is older: istiod lets age decide between objects that compete (pilot model sortConfigByCreationTime), and of
 * equal age the name, then the namespace.
 */
#include "base/truth.h"
#include "object/resource.h"

/* Is a before b? UNKNOWN where one of them has no metadata.creationTimestamp that can be read. */
enum truth resource_is_older(const struct resource *a, const struct resource *b);

#endif
