#ifndef LINT_MISSING_H
#define LINT_MISSING_H
/*
 * Files and folders that kustomizations name and that do not exist. For lint alone.
 *
 * That something does not exist is said only where that was looked at, and where nothing hints that it is made before the build.
 */
#include "lint/input.h"
#include "lint/settings.h"
#include "tree/tree.h"

/* Say which paths of judged kustomizations lead nowhere. marks: those of the run's units, see unit_mark. */
void missing_report(const struct tree *t, const struct input *in, const struct settings *settings, struct map *marks);

#endif
