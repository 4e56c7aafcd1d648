#ifndef WORLD_FEED_H
#define WORLD_FEED_H
/* For the .c files of analyzer/world alone. */
#include "object/resource.h"

/*
 * The namespace that the object's controller brings further objects into (a HelmRelease, a Helm chart of Argo CD, ...), and why, a
 * sentence part; NULL where it does nothing of the kind.
 */
const struct str *feed_of(const struct resource *r, const char **why);

#endif
