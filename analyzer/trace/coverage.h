#ifndef TRACE_COVERAGE_H
#define TRACE_COVERAGE_H
/*
 * Which routes of the meshes and rules of their policies decided what became of some request of the tests. What stands at one place of
 * the tree is counted once, in however many meshes it is.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/map.h"
#include "base/vec.h"
#include "object/resource.h"
#include "world/mesh.h"

/* A rule of a VirtualService or an AuthorizationPolicy. */
struct covered {
	const struct resource *resource;
	const char *path, *file;
	uint32_t line;
	bool policy, reached;
};

struct coverage {
	struct arena *arena;
	struct map index;           /* of a source and a place in it -> the item */
	VEC(struct covered *) items;
};

/* All that may be reached there. AUDIT and dry-run decide nothing, and are none of it. */
void coverage_add(struct coverage *c, const struct mesh *m);

/* This has decided; what is none of the items, and NULL, is passed over. */
void coverage_reach(struct coverage *c, const struct node *decided);

/* What was not reached, and how many were; of policies only where the tests have asked them. Sorts the items. */
void coverage_text(struct coverage *c, bool policies, struct buf *out);
void coverage_json(struct coverage *c, bool policies, struct json *j);

#endif
