/* A job shared out among threads by a counter. */
#include "lint/crew.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/panic.h"

#define MOST_HANDS 64
#define SHARE 16 /* items taken at once */

struct job {
	struct crew *crew;
	size_t n;
	atomic_size_t next;
	void (*work)(void *context, struct hand *hand, size_t item);
	void *context;
};

struct worker {
	pthread_t thread;
	struct job *job;
	struct hand *hand;
};

static void take(struct job *job, struct hand *hand)
{
	struct crew *c = job->crew;
	size_t share = job->n / c->n < SHARE ? 1 : SHARE;

	for (;;) {
		size_t begin = atomic_fetch_add_explicit(&job->next, share, memory_order_relaxed);
		size_t end = begin + share < job->n ? begin + share : job->n;

		if (begin >= job->n)
			return;
		for (size_t i = begin; i < end; i++)
			job->work(job->context, hand, i);
		if (c->progress && hand == &c->hands[0] && end < job->n)
			c->progress(c->progress_context, end, job->n);
	}
}

static void *run(void *worker)
{
	struct worker *w = worker;

	take(w->job, w->hand);
	return NULL;
}

void crew_start(struct crew *c, struct pool *pool, size_t jobs)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	c->n = jobs ? jobs : cores > 0 ? (size_t)cores : 1;
	if (c->n > MOST_HANDS)
		c->n = MOST_HANDS;
	c->hands = calloc(c->n, sizeof *c->hands);
	if (!c->hands)
		panic("out of memory");
	for (size_t i = 0; i < c->n; i++) {
		struct hand *h = &c->hands[i];

		h->sink.arena = &h->arena;
		h->load.arena = &h->arena;
		h->load.nodes = &h->nodes;
		h->load.sink = &h->sink;
		h->load.pool = pool;
		h->load.n_copied = &c->n_copied;
	}
}

void crew_run(struct crew *c, size_t n,
	void (*work)(void *context, struct hand *hand, size_t item), void *context)
{
	struct job job = { .crew = c, .n = n, .work = work, .context = context };
	struct worker workers[MOST_HANDS];
	size_t started = 1;

	/* A thread that cannot be had leaves its share to the others. */
	for (; started < c->n && started < n; started++) {
		workers[started].job = &job;
		workers[started].hand = &c->hands[started];
		if (pthread_create(&workers[started].thread, NULL, run, &workers[started]) != 0)
			break;
	}
	take(&job, &c->hands[0]);
	for (size_t i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	if (c->progress)
		c->progress(c->progress_context, n, n);
}

void crew_end(struct crew *c, struct arena *arena, struct sink *sink)
{
	for (size_t i = 0; i < c->n; i++) {
		sink_join(sink, &c->hands[i].sink);
		arena_adopt(arena, &c->hands[i].arena);
		arena_adopt(arena, &c->hands[i].nodes);
	}
	free(c->hands);
	c->hands = NULL;
	c->n = 0;
}
