#ifndef BASE_LISTING_H
#define BASE_LISTING_H
/*
 * Words put together for a message: "a", "a and b", "a, b and c". Of many the
 * first ones are named and the others counted, "a, b, c and 30 more": a message stays a line, however long what it
 * speaks of is.
 */
#include <stddef.h>

struct arena;

#define LISTING_MOST 12 /* words that are named */

struct listing {
	const char *at[LISTING_MOST]; /* the first ones; they are not copied */
	size_t n;                     /* of all */
};

void listing_add(struct listing *l, const char *word);

/* The text, in the arena; "" where there are no words. */
const char *listing_text(const struct listing *l, struct arena *a);

#endif
