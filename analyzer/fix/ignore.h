#ifndef FIX_IGNORE_H
#define FIX_IGNORE_H
/*
 * Comments that silence what is found now, each in its line, or above it where it does not fit there.
 *
 * What comes of them is judged as fixes are: a comment that silences nothing, or with which something new is found, is not made.
 */
#include "fix/fix.h"

/*
 * Find out what changes. Of options, min_severity and lint count; reason may be NULL. In the result fixed is how many findings are silenced, and
 * refused has those that cannot be: code is then "", and message says why.
 */
void ignore_run(const struct fix_options *o, const char *reason, struct fix_result *result);

#endif
