#ifndef SOURCE_WALK_H
#define SOURCE_WALK_H
/*
 * Which files a run reads: the paths given, folders walked in byte order of
 * names. Symbolic links to folders are followed unless they lead to a folder
 * that is being walked; a file reached twice is listed once. .gitignore files
 * are honoured below and above the folder as git does; .git is never entered.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/vec.h"

struct walk_file {
	const char *path; /* to open; "-" for standard input */
	const char *name; /* to show */
	bool given;       /* named by the user, not found in a folder */
	bool kustomization; /* kustomization.yaml, kustomization.yml or Kustomization */
};

struct walk_error {
	const char *path;
	const char *why;
};

struct walk {
	struct arena *arena;
	const char *const *exclude; /* globs as in .gitignore, relative to the working folder; NULL ends */
	const char *stdin_name;     /* what to call standard input */
	VEC(struct walk_file) files;
	VEC(struct walk_error) errors; /* paths that cannot be read */
};

/*
 * Add a path: "-", a file (taken whatever its name) or a folder (its *.yaml,
 * *.yml and *.json files). Problems are added to errors and the walk goes on.
 */
void walk_add(struct walk *w, const char *path);

/* Does the glob, in .gitignore's syntax, match this relative path? */
bool walk_glob(const char *glob, const char *path);

#endif
