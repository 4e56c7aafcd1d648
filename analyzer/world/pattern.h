#ifndef WORLD_PATTERN_H
#define WORLD_PATTERN_H
/*
 * A StringMatch as a set of texts. For world/match_block.c and world/shadow.c; never for rules.
 *
 * Regular expressions that are only a text, or a text and then anything,
 * are taken for what they are; of others only the text they must begin with is known.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "doc/node.h"
#include "base/truth.h"

enum pattern_kind {
	PATTERN_ALL,    /* any text */
	PATTERN_EXACT,
	PATTERN_PREFIX,
	PATTERN_REGEX,
	PATTERN_UNKNOWN, /* rejected, or of no kind that is known */
};

struct string_pattern {
	enum pattern_kind kind;
	bool fold;             /* upper and lower case are the same */
	const struct str *text; /* as written: of a regex the whole of it */
	const char *literal;   /* EXACT, PREFIX: the text; REGEX: what it must begin with; need not end with NUL */
	size_t n;              /* bytes of literal */
};

/* A StringMatch. node NULL or empty: ALL. path: the text is a path, which begins with '/'. fold concerns exact and prefix. */
struct string_pattern pattern_parse(const struct node *node, bool path, bool fold);

/* Is every text of b one of a? */
enum truth pattern_covers(const struct string_pattern *a, const struct string_pattern *b);

/* Is there a text in both? */
enum truth pattern_overlaps(const struct string_pattern *a, const struct string_pattern *b);

/* Do both say the same? */
bool pattern_same(const struct string_pattern *a, const struct string_pattern *b);

#endif
