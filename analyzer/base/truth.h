#ifndef BASE_TRUTH_H
#define BASE_TRUTH_H
/*
 * What can be proved about the world from files alone.
 *
 * The mesh answers YES or NO only where the tree proves it; what depends on
 * objects that the tree does not hold, on run time or on a namespace that
 * nobody tells is UNKNOWN. Rules report proven answers only. The order of the members is part of the
 * contract: the lesser of two is their conjunction.
 */

enum truth {
	NO,
	UNKNOWN,
	YES,
};

/* Both; either; the opposite. */
static inline enum truth truth_and(enum truth a, enum truth b)
{
	return a < b ? a : b;
}

static inline enum truth truth_or(enum truth a, enum truth b)
{
	return a > b ? a : b;
}

static inline enum truth truth_not(enum truth a)
{
	return (enum truth)(YES - a);
}

/* "NO", "UNKNOWN", "YES". */
const char *truth_name(enum truth t);

#endif
