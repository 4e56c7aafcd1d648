#ifndef TREE_FIXTURES_H
#define TREE_FIXTURES_H
/*
 * What tests and kustomizations in the tree say of files. For tree/applied.c alone.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "tree/applied.h"

enum mention {
	MENTION_LISTED   = 1 << 0, /* by a kustomization */
	MENTION_APPLY    = 1 << 1, /* a test applies it */
	MENTION_ASSERT   = 1 << 2, /* a test expects to find it, or not to find it */
	MENTION_PATCH    = 1 << 3, /* a test patches an object with it */
	MENTION_REFUSED  = 1 << 4, /* a test expects that it cannot be applied */
	MENTION_POLICIES = 1 << 5, /* a test of policies works on it */
	MENTION_NAMED    = 1 << 6, /* its own name says that a test expects it */
	MENTION_STEP     = 1 << 7, /* it is a step of the test beside it */
};

/*
 * Does the path lead through a folder that only tests read, by its name: testdata (Go's convention), src/test/resources (Maven's),
 * __snapshots__ (Jest's and helm-unittest's), tests/data, ...?
 */
bool fixtures_below(const char *path);

/* Does the file say by its name that it tells of others: a kustomization, a test of Kyverno? */
bool fixtures_are_named(const char *path);

/*
 * For each file the bits of enum mention. What a copy of others' releases says counts only if a kustomization outside of such copies
 * leads to it; copies: is the file part of one?
 */
unsigned *fixtures_find(struct arena *a, struct pool *pool, const struct applied_file *files, size_t n, const bool *copies);

#endif
