#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H
/* The manual page, meshlint(1): of the tables that the command line is read by and of the examples of help. For main.c. */
#include "base/buf.h"

/* Write it in the macros of man(7). version: "0.2.0"; date: of that version, "2026-12-01". */
void manual_write(struct buf *out, const char *version, const char *date);

#endif
