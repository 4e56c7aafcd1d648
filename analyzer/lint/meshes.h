#ifndef LINT_MESHES_H
#define LINT_MESHES_H
/*
 * What the meshes of the configuration take of the tree. Each may take everything, so that there is a bound for what all of
 * them take together. For lint only.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "lint/settings.h"
#include "tree/tree.h"

#define MESHES_OBJECTS 20       /* judged in all meshes, for each of the tree, */
#define MESHES_OBJECTS_MORE 100000u /* ... and beyond */
#define MESHES_FILES 1000       /* the same of files and folders that are held against a path of a mesh */
#define MESHES_FILES_MORE 10000000u

struct meshes {
	struct arena *arena;
	struct pool *pool;
	const struct settings *settings;
	const struct tree *tree;

	/* Private. */
	struct map homes;              /* absolute path -> its number + 1 */
	VEC(const char *) paths;       /* by number */
	uint32_t *home;                /* of each resource of the tree the number */
	bool *claimed;                 /* of each resource: does a mesh take it? */
	size_t n_objects, n_files;     /* so far, see above */
};

/* The caller fills the first part. */
void meshes_start(struct meshes *m);

/* What the i-th mesh of the settings takes; NULL where the bound is reached: it and all that follows is not judged. */
const struct application *meshes_pick(struct meshes *m, size_t i);

/* What no mesh takes of an application. */
const struct application *meshes_leave(struct meshes *m, const struct application *a);

#endif
