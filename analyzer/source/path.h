#ifndef SOURCE_PATH_H
#define SOURCE_PATH_H
/*
 * The arithmetic of paths: by their texts alone, links are not looked at. What is
 * made lives in the arena given; nothing can fail.
 */
#include <stdbool.h>

#include "base/arena.h"

/* The path in absolute form, "." and ".." worked out by name alone. folder is the absolute working folder. */
const char *path_absolute(struct arena *a, const char *folder, const char *path);

/* An absolute path as seen from an absolute folder, with "../" where needed. */
const char *path_relative(struct arena *a, const char *folder, const char *path);

/* The path without its last part: "" for a name alone, "/" for a name at the top. */
const char *path_folder(struct arena *a, const char *path);

/* The last part of the path: the name of what it leads to. */
const char *path_base(const char *path);

/* Is it a kustomization's name: kustomization.yaml, kustomization.yml or Kustomization, whatever the folder? */
bool path_is_kustomization(const char *path);

/* What is left of path below folder, or NULL where it is not below it; "" where they are the same. Both without a '/' at the end. */
const char *path_below(const char *folder, const char *path);

/* Does a glob in .gitignore's syntax match this relative path, or a folder that it lies in? */
bool path_matches(const char *glob, const char *path);

/* The absolute working folder. */
const char *path_working(struct arena *a);

/* Does it lead through a folder whose name begins so, or is it a file of that name? The list ends with NULL; a whole name, with a '/'. */
bool path_through(const char *path, const char *const *names);

/* Is it the file that makes its folder a Helm chart? */
bool path_is_chart(const char *path);

/* Does it lead through a folder of tests, which make for themselves what others find in a cluster: test, tests, e2e? */
bool path_of_tests(const char *path);

/* ... through a folder of samples, each of which is tried for itself: samples, examples, demos, tutorials? */
bool path_of_samples(const char *path);

#endif
