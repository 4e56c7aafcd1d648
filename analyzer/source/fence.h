#ifndef SOURCE_FENCE_H
#define SOURCE_FENCE_H
/*
 * What a run may read on the word of the files that it reads.
 *
 * The paths of the command line are the user's word and are opened as they are. What lies below them may be a stranger's:
 * links, and paths that are written in files, lead nowhere but below the folders of the fence, and never into a ".git".
 * Nothing outside is looked at to find that out, so that nobody learns what is there.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/vec.h"

struct fence {
	bool open;            /* let all through: the user wants links followed */
	struct {
		VEC(struct fence_top) list;
	} tops;               /* private */
};

enum fence_side {
	FENCE_INSIDE,
	FENCE_OUTSIDE,
	FENCE_MISSING, /* inside, but not there or not to be read: errno */
};

/*
 * Let through what lies below a folder, or a single file; path is absolute. given: it is the tree, out of which no link
 * leads; else it is what surrounds the tree, where only paths lead that are written so.
 */
void fence_add(struct fence *f, struct arena *a, const char *path, bool given);

/* The top of the repository that an absolute path is in, the path itself or a folder above it, or NULL. */
const char *fence_repository(struct arena *a, const char *path);

/* Let through a folder or file that the user gave, and what surrounds it: the repository that it is in. */
void fence_add_tree(struct fence *f, struct arena *a, const char *path);

/* How many folders and files were added, and the i-th of them, without links. */
size_t fence_count(const struct fence *f);
const char *fence_top(const struct fence *f, size_t i);

/* The path without links, as open_exact takes it, in the arena: for an absolute path in which each link is looked at. */
enum fence_side fence_resolve(const struct fence *f, struct arena *a, const char *path, const char **real);

/* Does the path end inside, were the fence closed? */
bool fence_reaches(const struct fence *f, struct arena *a, const char *path);

/* Is the path, which is without links, below one of the folders? Open or not. */
bool fence_holds(const struct fence *f, const char *real);

/* Open a file or folder, or fail with ELOOP where any part of the path is a link. */
int open_exact(const char *path, int flags);

#endif
