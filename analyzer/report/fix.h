#ifndef REPORT_FIX_H
#define REPORT_FIX_H
/*
 * What the edits of a finding would do. For this room alone.
 */
#include <stdbool.h>

#include "base/buf.h"
#include "diag/diag.h"

/* Append what they do, of a finding that has some: in words where it is one small edit ('write "a" for "b"'), else their number. */
void fix_words(struct buf *out, const struct finding *f);

/*
 * All edits as one replacement of a place in the finding's own file, the text of which is appended. False, and nothing is appended, where they are not of that
 * file, overlap, are far apart, or what is there is not to be shown.
 */
bool fix_join(struct buf *text, const struct finding *f, struct span *place);

#endif
