#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H
/*
 * The answers to a list of requests, from the meshes of a run, one after another, and how they are written: steps for people,
 * JSON for programs. A request is answered by the mesh that its workload is in; where several hold it and differ, nobody
 * can tell, and the answer says so.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "trace/near.h"
#include "trace/coverage.h"
#include "trace/wish.h"
#include "world/mesh.h"

struct answer; /* traffic/answer.h */
struct workload; /* world/workload.h */

struct verdict {
	bool answered;        /* some mesh holds its workload, or the host of a test of routes */
	const char *mesh;    /* the first that did; NULL: it has no name */
	bool nameless;        /* else: some mesh has one like its workload, of a namespace that nothing tells */
	bool absent;         /* else: no mesh holds it, and the files are all there is */
	struct near near;    /* else: what it may mean */
	bool undecided;
	bool doubtful;       /* something of it is not known */
	const char *json;     /* one line, an object but for its end */
	const char *text;     /* for people, lines that end with a line feed */
	bool passed;          /* what was expected of it */
	const char *differences; /* lines, where it was not */
	const struct node *reached[3]; /* what decided: the route, its delegate's, the policy's rule; NULL where there is none */
	bool access;          /* policies were asked */
};

struct trace {
	struct arena *arena;
	bool closed;         /* the meshes are all there is */
	size_t n_meshes;     /* that were asked */
	const struct wishes *wishes;
	struct verdict *verdicts; /* one for each wish */
	struct coverage *coverage; /* what there is to be reached is gathered there; NULL: it is not */
};

void trace_start(struct trace *t, struct arena *arena, const struct wishes *wishes);

/* Ask this mesh; to be called for each. Everything that is kept is copied, but what is as old as the run. */
void trace_ask(struct trace *t, const struct mesh *m);

/* Once all meshes are asked, and before anything is written. */
void trace_finish(struct trace *t);

/* For people: what makes several applications one, where something is undecided and that may be why. */
void trace_advice(const struct trace *t, struct buf *out);

void trace_text(const struct trace *t, struct buf *out);
void trace_json(const struct trace *t, struct buf *out);

/* How a test ended. */
enum ending {
	ENDING_PASSED,
	ENDING_FAILED,
	ENDING_UNDECIDED,
};
enum ending verdict_ending(const struct verdict *v);

/* The reports of tests. Each returns how many failed; undecided ones count where allow is not set. */
size_t test_text(const struct trace *t, bool allow_undecided, struct buf *out);
size_t test_json(const struct trace *t, bool allow_undecided, struct buf *out);
size_t test_junit(const struct trace *t, bool allow_undecided, struct buf *out);

/* An answer as one line of JSON, whose object is not closed; as lines for people. */
void answer_json(const struct answer *a, struct buf *out);
void answer_text(const struct answer *a, struct buf *out);

/* "deployment/reviews-v1.shop" */
const char *workload_id(struct arena *a, const struct workload *w);

/* Held against what a test expects: NO, or UNKNOWN where only what is not known is amiss, and lines that say what differs. */
enum truth answer_meets(const struct answer *a, const struct node *expect, struct buf *differences);

#endif
