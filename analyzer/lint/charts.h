#ifndef LINT_CHARTS_H
#define LINT_CHARTS_H
/*
 * Templates are skipped, but what kinds of objects they will become
 * is mostly written in them: of such objects the tree does not hold all. The same holds for objects whose kind is a placeholder. For lint only.
 */
#include "lint/input.h"
#include "tree/tree.h"

/* Add a gap to the input for each kind that a skipped template names. */
void charts_find(struct input *in);

/*
 * Add one for each chart with dependencies, which may bring anything: in the namespaces that the tree deploys the chart to, else
 * in any. Once the units are found.
 */
void charts_find_parts(struct input *in, const struct tree *t);

#endif
