#ifndef REPORT_LINE_HASH_H
#define REPORT_LINE_HASH_H
/*
 * The hashes of lines that GitHub's code scanning knows an alert by when lines move (primaryLocationLineHash). For this room alone.
 */
#include <stdint.h>

#include "base/arena.h"
#include "source/source.h"

struct line_hash {
	uint64_t hash;  /* of the line and what follows it, a hundred characters in all that are no blanks */
	uint32_t count; /* from 1, among the file's lines of this hash */
};

struct line_hashes {
	const struct line_hash *at; /* by line, from 0 */
	size_t n;
};

/*
 * As GitHub's action that uploads SARIF takes them from the file: it warns of each that differs. n is 0 for a file whose characters
 * it does not see as we do (UTF-16, bytes that are no UTF-8, nothing because it could not be read); those are left to the action.
 */
struct line_hashes line_hashes(struct arena *a, const struct source *s);

#endif
