#ifndef LINT_UNITS_H
#define LINT_UNITS_H
/*
 * The tree of a run: what its files are applied as. For lint alone.
 */
#include "lint/input.h"
#include "lint/settings.h"
#include "tree/tree.h"

/* Make the tree of the files that are loaded. What a build needs from outside of the paths given is read now, by load, where the input's fence lets it. */
void units_find(struct tree *t, struct input *in, struct load *load, const struct settings *settings);

/* Say which kustomizations cannot be built, and which of their paths lead out of the tree. marks: those of the run's units, see unit_mark. */
void units_report(const struct tree *t, struct map *marks, struct sink *sink);

/* List units, and what is not applied, in the result. */
void units_list(const struct tree *t, const struct input *in, struct lint_result *result);

/* List what is judged together under this name; NULL: its own. */
void units_list_application(const char *name, const struct application *from, struct lint_result *result);

/* What a mesh of these lacks for want of files: n of them, in the arena. */
const struct mesh_gap *units_gaps(struct arena *a, const struct unit_gap *const *gaps, size_t n);

/* The unit's mark in findings: kept one for each unit. */
const struct built *unit_mark(struct arena *a, struct map *marks, const struct unit *u);

#endif
