#ifndef SOURCE_WALK_H
#define SOURCE_WALK_H
/*
 * Which files a run reads: the paths given, folders walked in byte order of
 * names. Symbolic links are followed as far as the fence lets them, after everything real, so that a file has
 * its real name where it has one; a file or folder reached twice counts once,
 * which also ends loops. .gitignore files are honoured below the folder and,
 * inside of a repository, above it; .git is never entered. What is named by
 * the user is read though it be ignored or excluded.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "source/fence.h"
#include "source/read.h"

struct walk_file {
	const char *path; /* to open, see word; "-" for standard input */
	enum read_word word;
	const char *name; /* to show */
	bool given;       /* named by the user, not found in a folder */
	bool outside;     /* a link led to it out of the tree, as the user wants */
	bool kustomization; /* kustomization.yaml, kustomization.yml or Kustomization */
	uint64_t device, inode; /* private */
};

struct walk_error {
	const char *path;
	const char *why; /* NULL: a link that leads out of the tree, and was not followed */
};

struct walk {
	struct arena *arena;
	const char *const *exclude; /* globs as in .gitignore, relative to the working folder; NULL ends */
	const char *stdin_name;     /* what to call standard input */
	const struct fence *fence;  /* holds the paths that are to be added, as given */
	VEC(struct walk_file) files;
	VEC(struct walk_error) errors; /* paths that cannot be read */
	struct map seen;            /* private: files and folders reached so far */
};

/*
 * Add a path: "-", a file (taken whatever its name) or a folder (its *.yaml,
 * *.yml and *.json files). Problems are added to errors and the walk goes on.
 */
void walk_add(struct walk *w, const char *path);

/* Does a .gitignore of the folder top, or of one between it and the path, leave the path out, be it a file or a folder? Both absolute and without links. */
bool walk_ignores(const char *top, const char *path);

/* Does the glob, in .gitignore's syntax, match this relative path or a folder it lies in? "!" has no meaning here. */
bool walk_glob(const char *glob, const char *path);

#endif
