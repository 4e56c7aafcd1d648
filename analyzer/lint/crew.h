#ifndef LINT_CREW_H
#define LINT_CREW_H
/*
 * Threads that share out the items of a job. Each hand has an arena, a sink
 * and a loader of its own, so that the work takes no locks; what they made is joined once
 * all jobs are done. The calling thread is the first hand.
 */
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "diag/diag.h"
#include "doc/load.h"

struct hand {
	struct arena arena, nodes; /* see load.h */
	struct sink sink;
	struct load load;
};

struct crew {
	struct hand *hands;
	size_t n;
	_Atomic uint32_t n_copied; /* nodes that came by aliases, for the loaders of all hands */
	void (*progress)(void *context, size_t done, size_t total); /* may be NULL; called on the calling thread */
	void *progress_context;
};

/* jobs hands, 0: as many as there are processors. */
void crew_start(struct crew *c, struct pool *pool, size_t jobs);

/* Do items 0 to n - 1, each once, in any order, and return when all are done. */
void crew_run(struct crew *c, size_t n,
	void (*work)(void *context, struct hand *hand, size_t item), void *context);

/* Dissolve the crew: its memory goes to arena, its findings to sink. */
void crew_end(struct crew *c, struct arena *arena, struct sink *sink);

#endif
