#ifndef TEST_TREE_H
#define TEST_TREE_H
/*
 * Folders and files for the test programs. What is returned lives in the arena.
 * Errors that a test cannot go on from are a panic.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/vec.h"

struct tree_names {
	VEC(const char *) names;
};

/* The names in a folder, sorted by bytes, without "." and ".."; none where there is no such folder. */
struct tree_names tree_list(struct arena *a, const char *folder);

/*
 * The cases of a suite: names in a folder that end so, or, where end is NULL, those of folders; sorted. None is a panic, for a
 * suite without cases proves nothing.
 */
struct tree_names tree_cases(struct arena *a, const char *folder, const char *end);

bool tree_is_folder(const char *path);
bool tree_is_there(const char *path);

/* A file's bytes with a NUL behind, or NULL where it cannot be read. n may be NULL. */
char *tree_read(struct arena *a, const char *path, size_t *n);

/* Write a file; the folders above it are made. */
void tree_write(const char *path, const char *bytes, size_t n);

/* Paths of all files below a folder, relative to it, sorted. */
struct tree_names tree_files(struct arena *a, const char *folder);

/* Copy all files below a folder. */
void tree_copy(struct arena *a, const char *from, const char *to);

/* A new empty folder outside the checkout, whose .gitignore would else count. */
const char *tree_scratch(struct arena *a);

/* Remove a folder and all below it. */
void tree_remove(const char *folder);

#endif
