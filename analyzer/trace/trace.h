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
#include "mesh/mesh.h"
#include "trace/wish.h"

struct answer; /* traffic/answer.h */

struct verdict {
	bool answered;        /* some mesh holds its workload */
	bool undecided;
	const char *json;     /* one line, an object */
	const char *text;     /* for people, lines that end with a line feed */
	bool passed;          /* what was expected of it */
	const char *differences; /* lines, where it was not */
};

struct trace {
	struct arena *arena;
	const struct wishes *wishes;
	struct verdict *verdicts; /* one for each wish */
};

void trace_start(struct trace *t, struct arena *arena, const struct wishes *wishes);

/* Ask this mesh; to be called for each. Everything that is kept is copied. */
void trace_ask(struct trace *t, const struct mesh *m);

/* Once all meshes are asked. */
void trace_text(const struct trace *t, struct buf *out);
void trace_json(const struct trace *t, struct buf *out);

/* The report of a test: what failed, and the count. Returns how many failed; undecided ones count where allow is not set. */
size_t trace_test(const struct trace *t, bool allow_undecided, struct buf *out);

/* An answer as one line of JSON; as lines for people. */
void answer_json(const struct answer *a, struct buf *out);
void answer_text(const struct answer *a, struct buf *out);

/* Held against what a test expects: false, and lines that say what differs. */
bool answer_meets(const struct answer *a, const struct node *expect, struct buf *differences);

#endif
