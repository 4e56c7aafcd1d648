#ifndef LINT_CHARTS_H
#define LINT_CHARTS_H
/*
 * Helm templates are passed over, but what kinds of objects they will become
 * is mostly written in them: of such objects the tree does not hold all. For lint only.
 */
#include "lint/input.h"

/* Add a gap to the input for each kind that a passed-over file names. */
void charts_find(struct input *in);

#endif
