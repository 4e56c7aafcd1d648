#ifndef CLI_SANDBOX_H
#define CLI_SANDBOX_H
/*
 * What the kernel is asked to keep from this program, once it knows what it has to do: should input take it over, it can read
 * nothing but that input, write nothing but the reports, reach no network and run nothing. For main.c alone.
 *
 * Of Linux: Landlock (5.13) for files, and seccomp. A kernel that lacks them changes nothing. Builds with sanitizers
 * and the like, whose run time does more than ours, are left alone.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/vec.h"

struct sandbox {
	VEC(const char *) reads; /* files and folders; those that are not there are left out */
	VEC(const char *) writes; /* folders that reports and fixed files are written in */
};

/* Enter it; there is no way back. Before the first further thread. */
void sandbox_enter(const struct sandbox *s);

/* What there is of it: "Landlock 5, seccomp", "seccomp (no Landlock in this kernel)", ... */
const char *sandbox_words(struct arena *a);

#endif
