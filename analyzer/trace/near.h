#ifndef TRACE_NEAR_H
#define TRACE_NEAR_H
/*
 * What a user may have meant where nothing is called as he says. Filled mesh by mesh.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "object/resource.h"
#include "world/mesh.h"

struct workload;

struct near {
	bool found;        /* in some mesh: nothing is to be suggested */
	const char *title; /* what is nearest so far, in the arena; NULL: nothing is near */
	size_t distance;
};

#define NEAR_INIT { .distance = SIZE_MAX }

/* Is this thing nearer than what is known so far? A name that begins as the wish says, or is in another namespace where the wish has none, is nearest. */
void near_consider(struct near *n, struct arena *arena, const char *wish, const char *title);

/* The same of an object, whose kind is written so. */
void near_consider_object(struct near *n, struct arena *arena, const char *wish, const char *kind, const struct resource *r);

/* The workload of that title, "deployment/frontend.shop"; NULL, and the nearest is kept. */
const struct workload *near_workload(struct near *n, struct arena *arena, const struct mesh *m, const char *wish);

#endif
