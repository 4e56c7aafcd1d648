#ifndef FIX_DIFF_H
#define FIX_DIFF_H
/*
 * The difference of two texts, for people and for patch(1). For main.c, by way of cli, and tests.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Append a unified diff with three lines around each change; nothing where the texts are the same. Bytes are as they are, but where safe is
 * set: then nothing in them acts on a terminal. Time and memory are linear.
 */
void diff_write(struct buf *out, const char *name, const char *before, size_t n_before, const char *after, size_t n_after, bool safe);

#endif
