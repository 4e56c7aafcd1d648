#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H
/* Where a report goes. For main.c alone. */
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

/*
 * Write all bytes to the file (NULL: standard output). A regular file changes all at once or not
 * at all. On failure false, and *why is a sentence part in the arena.
 */
bool output_write(struct arena *a, const char *path, const struct buf *bytes, const char **why);

/* Tell the user something: one line on standard error that begins with "meshlint: ". Values in it are made safe. */
void output_tell(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
