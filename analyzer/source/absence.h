#ifndef SOURCE_ABSENCE_H
#define SOURCE_ABSENCE_H
/*
 * Paths at which there is nothing: what can be said of them.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "source/fence.h"

/*
 * Is it sure that nothing is at the absolute path, and that something would be if it were meant to be? What lies outside of the fence is never
 * said to be missing, nor what a .gitignore names, what a sparse checkout may have left out, what is below an empty folder, which is a
 * submodule that was not fetched, or what is made from a file beside it: "config.env" from "config.env.template".
 */
bool absence_is_sure(const struct fence *f, struct arena *a, const char *path);

/* The absolute path of what is there and differs from this one in a few letters of one name, in the arena; NULL where there is none, or several. */
const char *absence_near(const struct fence *f, struct arena *a, const char *path);

#endif
