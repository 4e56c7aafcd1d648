#ifndef LINT_CHARTS_H
#define LINT_CHARTS_H
/*
 * Templates are skipped, but what kinds of objects they will become
 * is mostly written in them: of such objects the tree does not hold all. The same holds for objects whose kind is a placeholder. For lint only.
 */
#include "lint/input.h"

/* Add a gap to the input for each kind that a skipped template names. */
void charts_find(struct input *in);

#endif
