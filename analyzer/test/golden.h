#ifndef TEST_GOLDEN_H
#define TEST_GOLDEN_H
/*
 * Comparing what a program wrote with the file that says what it should.
 *
 * A line of that file that begins with "~ " is a shell pattern for the line,
 * for what differs from run to run. With BLESS=1 in the environment a file that
 * does not agree is rewritten instead, and the comparison succeeds.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Is the environment's BLESS set? */
bool golden_blesses(void);

/*
 * Compare got with the text want (NULL is empty). NULL where they agree, else what differs: lines of want
 * with "-", of got with "+".
 */
const char *golden_differs(struct arena *a, const char *want, const char *got);

/* The same against a file, which need not be there for an empty text; writes it when blessing. */
const char *golden_file(struct arena *a, const char *path, const char *got);

#endif
