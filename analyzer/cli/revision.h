#ifndef CLI_REVISION_H
#define CLI_REVISION_H
/*
 * A revision of a Git repository, and its files in a folder. For this room alone.
 *
 * The user's own git is run, with nothing of it that runs further programs or asks a network: hooks, monitors, filters and transports
 * are off. What it says is taken for bytes of a stranger.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/vec.h"

struct revision {
	struct arena *arena;
	const char *top;     /* of the work tree: absolute, without links */
	const char *commit;  /* its hash; NULL: HEAD, of a repository without any commit */
	const char *why;     /* what went wrong, for the user */
	VEC(const char *) env; /* private */
};

/* Find the revision in the repository that a folder is in; false, and why, where there is none. */
bool revision_find(struct revision *r, struct arena *a, const char *folder, const char *name);

/*
 * Write the revision's files below into, which is a new folder of our own: those that a run may read, with links, those of the
 * submodules that are there too; the others are left out, or have their size alone. False, and why, where that fails.
 */
bool revision_take_out(struct revision *r, const char *into);

#endif
