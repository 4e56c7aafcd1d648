#ifndef LINT_SURROUNDINGS_H
#define LINT_SURROUNDINGS_H
/*
 * What the tree around a file tells of its objects: which namespace they go
 * to, what kustomizations do to them, and whether they are whole objects or patches. For lint only.
 *
 * The namespace of objects that name none comes from, the first that tells: -n,
 * "namespaces" and then "namespace" of the configuration, the kustomizations that
 * list the file, the Argo CD Application or Flux Kustomization that deploys
 * the folder. A kustomization's or Flux's namespace is forced on objects that
 * name another one, as kustomize does. Where overlays disagree nothing is told.
 */
#include "lint/input.h"
#include "lint/settings.h"

/*
 * Fill what surrounds all loaded files, and the input's gaps; poison what patches change (lint/patch.h).
 * load reads patches that stand as texts in kustomizations; notices go to the input's sink.
 */
void surroundings_find(struct input *in, struct load *load, const struct settings *s);

#endif
