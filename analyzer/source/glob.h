#ifndef SOURCE_GLOB_H
#define SOURCE_GLOB_H
/*
 * The patterns of .gitignore files, with git's meaning. For source only.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/vec.h"

/* One line of a .gitignore. */
struct glob {
	const char *text;   /* without "!" and the slashes at both ends */
	bool negated;       /* began with "!" */
	bool folders_only;  /* ended with "/" */
	bool anchored;      /* holds a slash elsewhere: matches from the file's folder on */
};

/* Read a line; false for blank lines and comments. text is copied into the arena. */
bool glob_parse(struct arena *a, const char *line, size_t len, struct glob *out);

/* Does the glob match this path (relative to the glob's folder) itself? */
bool glob_match(const struct glob *g, const char *path, bool is_folder);

#endif
