#ifndef TREE_VENDORED_H
#define TREE_VENDORED_H
/*
 * Which files are copies of what others make and release, that the repository only keeps. Whoever finds a fault in them can not
 * mend it there. For tree/applied.c alone.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "tree/applied.h"

/*
 * For each file: is it in Go's vendor folder or in third_party, in a release of Istio that was unpacked below what the user names
 * or its samples alone, in what kfctl wrote beside a KfDef, in an older one of several
 * releases side by side, or a file that installs Istio as it was before 1.6, with Mixer or Citadel? What
 * the user names itself is none.
 */
bool *vendored_find(struct arena *a, struct pool *pool, const struct applied_file *files, size_t n);

#endif
