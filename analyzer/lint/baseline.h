#ifndef LINT_BASELINE_H
#define LINT_BASELINE_H
/*
 * Findings that were there before somebody began to look: recorded in a file, and not reported again.
 *
 * A finding is known again by its rule, the object and the path in it, so that lines may move and words may change; where there is no object, by
 * its file. How often it is there counts. The file is JSON, an entry a line, sorted; paths in it are relative to its folder. For
 * the runner, and for main.c, which reads and writes the file.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "diag/diag.h"
#include "lint/lint.h"
#include "lint/select.h"
#include "lint/settings.h"

struct baseline;

/* Read the file. On failure NULL, and errors holds lines ("file:line:col: message"). It and all in it live in the arena. */
const struct baseline *baseline_read(struct arena *a, const char *path, struct buf *errors);

/*
 * Mark the findings that the baseline has, as often as it has them. Returns how many entries of rules that are on occur no more; 0 where the run
 * does not cover all paths that the baseline was made of, or shows some units alone.
 */
size_t baseline_apply(const struct baseline *b, const struct settings *s, const struct selection *selection,
	const char *const *paths, size_t n_paths, struct sink *sink);

/* Write all findings of the run that nothing silences, for a file at this path, and mark them. paths: what was checked. */
void baseline_write(struct buf *out, const char *path, const char *const *paths, size_t n_paths, struct lint_result *r);

/* Do the bytes begin as baseline_write begins? Such a file in the tree is no input. */
bool baseline_is(const char *bytes, size_t n);

#endif
