#ifndef WORLD_SIDECAR_H
#define WORLD_SIDECAR_H
/*
 * Which Sidecar is in force at a workload (pilot/pkg/model/push_context.go getSidecarScope): of those of its namespace that select
 * it the oldest, else the oldest of its namespace without a selector, else the oldest of the root namespace without one.
 */
#include <stddef.h>

#include "base/arena.h"
#include "world/mesh.h"
#include "world/workload.h"

/* Sidecars of which one is in force; NULL stands for none. At least one item; where it is the only one, that is decided. */
struct sidecars {
	const struct resource *const *at;
	size_t n;
};

/* Several where ages, labels or selectors are not known. The list lives in the arena. */
struct sidecars workload_sidecars(const struct mesh *m, const struct workload *w, struct arena *arena);

/* Of a namespace's Sidecars one that is for all its workloads; *n is how many there are of that sort. NULL: none. */
const struct resource *namespace_sidecar(const struct mesh *m, const struct str *ns, size_t *n);

#endif
