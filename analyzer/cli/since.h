#ifndef CLI_SINCE_H
#define CLI_SINCE_H
/*
 * What a revision of the tree had already: --only-new. For main.c alone.
 *
 * The revision's files are written into a private folder, which another process checks as the tree itself is checked, with the same
 * settings and in the same sandbox; the folder is gone when since_learn returns, whatever signal comes.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/options.h"
#include "lint/lint.h"

struct since {
	const char *top;  /* of the repository; in the arena */
	struct buf found; /* what known_put wrote; the caller's to release */
};

/*
 * Find out what the revision of options->only_new has; the settings are whole, the configuration read. judge does what a check does, with
 * options that are changed for it; the result is filled. False, and why in the arena, where that cannot be known.
 */
bool since_learn(struct since *s, struct arena *a, const struct options *o,
	void (*judge)(struct arena *a, const struct options *o, struct lint_result *result), const char **why);

#endif
