#ifndef TEST_SPAWN_H
#define TEST_SPAWN_H
/*
 * Running the program under test, and looking at what came of it. For the
 * test programs alone.
 *
 * The program is the one that the environment's MESHLINT names, run under the
 * words of MESHLINT_WRAP (valgrind and its options) where that is set. It sees
 * a bare environment, so that nobody's settings change what tests expect.
 */
#include <stddef.h>

#include "base/arena.h"

#define SPAWN_TIMED_OUT (-1)

struct spawn {
	const char *folder;        /* to run in; NULL: this one */
	const char *const *args;   /* without the program's name; NULL ends */
	const char *const *env;    /* further settings, "NAME=value"; may be NULL */
	const char *in;            /* standard input, n_in bytes; NULL is empty */
	size_t n_in;
	unsigned columns;          /* standard output is a terminal this wide; 0: it is a file */
	unsigned seconds;          /* after these it is killed; 0: a minute */

	/* Set by spawn_meshlint. */
	const char *out, *err;     /* all that it wrote, in the arena; a NUL follows */
	size_t n_out, n_err;
	int status;                /* exit status, 128 + signal, or SPAWN_TIMED_OUT */
	double took, cpu;          /* seconds by the clock, and of the processor */
	long peak;                 /* largest resident memory, in KiB */
};

/* Run meshlint to its end. A program that cannot be started at all is a panic. */
void spawn_meshlint(struct arena *a, struct spawn *s);

/* Words of a text as a shell splits them: blanks and newlines part, '...' and "..." hold together. NULL ends. */
const char *const *spawn_words(struct arena *a, const char *text);

/* One list after the other. */
const char *const *spawn_join(struct arena *a, const char *const *first, const char *const *second);

#endif
