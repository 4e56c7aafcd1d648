#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H
/*
 * Scripts by which a shell completes commands, options and their values. Made from the tables that the command line is
 * read by, for main.c and the test of the command line.
 */
#include <stdbool.h>

#include "base/buf.h"
#include "cli/options.h"

/* Write the script for this shell; false where it is none of these. */
bool completion_write(struct buf *out, const char *shell);

/* The values of this option of the command, with blanks between them; NULL where they are not a few words. */
const char *completion_values(enum command c, const struct option_help *o);

#endif
