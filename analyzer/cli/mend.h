#ifndef CLI_MEND_H
#define CLI_MEND_H
/* Fixes, as the user asks for them: written to the files, or shown. For main.c alone. */
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "fix/fix.h"

/* The folder to be written in for a path that the user gives: itself, or that of the file. */
const char *mend_folder(struct arena *a, const char *path);

/*
 * Write the files that change, and tell what could not be. Files that are not written are taken out of fixes. False where a file could not be.
 * The text of standard input goes to standard output.
 */
bool mend_write(struct arena *a, struct fix_result *fixes);

/* What would change, as a unified diff; how much it is, and what would be left, is told. */
void mend_show(const struct fix_result *fixes, enum severity min_severity, bool terminal, struct buf *out);

/* Tell what is not done, each in a line: fixes that would bring new findings, comments that cannot be. diff: places are those in the files as they are. */
void mend_tell(struct arena *a, const struct fix_result *fixes, bool comments, bool diff);

#endif
