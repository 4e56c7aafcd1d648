#ifndef LINT_PATCH_H
#define LINT_PATCH_H
/*
 * What kustomizations do to objects, as far as it can be told without building
 * them. For lint/surroundings.c alone, before objects are made of the documents.
 *
 * What a patch or replacement changes is poisoned in the object: whoever reads it learns
 * nothing, which is the truth. The roots of changed documents carry NODE_PATCHED. Labels
 * that all kustomizations add alike are added.
 */
#include "lint/kustomize.h"

/* Read all patches, mark the files that hold them as partial, and apply them. */
void patch_apply(struct kustomize *k, struct load *load);

/* Give the objects of a file the labels that kustomizations add. */
void patch_labels(struct kustomize *k, const struct input_file *f, const struct change *c);

#endif
