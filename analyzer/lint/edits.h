#ifndef LINT_EDITS_H
#define LINT_EDITS_H
/*
 * Which edits of findings are offered. For lint only.
 */
#include "base/map.h"
#include "diag/diag.h"

struct input_file;

/* Can the file be written to: are its bytes those on the disk, and is it of the tree that the user gave? */
bool edits_may_change(const struct input_file *f);

/*
 * Take from findings the edits that cannot be made: outside of files that may be written to, and in text that an alias or a merge
 * key uses elsewhere, where more would change than is meant; and those that want
 * different things in one place, of which neither is right for sure. Silenced findings want nothing: they must be known. file_by_source: struct input_file.
 */
void edits_settle(struct sink *sink, const struct map *file_by_source);

#endif
