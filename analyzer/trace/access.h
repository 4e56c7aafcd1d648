#ifndef TRACE_ACCESS_H
#define TRACE_ACCESS_H
/*
 * Who may call whom, from the meshes of a run, one after another, and how it is written: for people, for programs, for tables and as a graph.
 * Everything is kept as texts, for no mesh outlives its turn. Ports that several meshes answer alike are one.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "trace/near.h"
#include "world/mesh.h"

struct access_wish {
	const char *to;     /* "deployment/reviews.shop", "service/...", "gateway/...", in lower case up to the slash; NULL: all workloads */
	uint32_t port;      /* of to; 0: those that are declared */
	const char *from;   /* an identity; NULL: all */
	const char *sender; /* or the workload that has it, as to; NULL */
};

/* What --to and --from say, read. False, and errors says why. */
bool access_wish_read(struct access_wish *w, struct arena *arena, const char *to, const char *from, struct buf *errors);

struct access_port; /* trace/access_rows.h */

struct access {
	struct arena *arena;
	struct access_wish wish;
	VEC(struct access_port) ports;
	VEC(const char *) portless;   /* workloads that no port is known of; sorted by access_finish */
	bool open;                    /* there may be more than the files tell (--world) */
	struct near to, from;  /* of the wish */
	const char *wrong;            /* why what is found cannot be asked of; NULL */
};

void access_start(struct access *a, struct arena *arena, const struct access_wish *wish);

/* Ask this mesh; to be called for each. */
void access_ask(struct access *a, const struct mesh *m);

/* Once all are asked: sort, and drop what is there twice. False where nothing could be asked: errors has a line that says why. */
bool access_finish(struct access *a, struct buf *errors);

void access_text(const struct access *a, struct buf *out);
void access_json(const struct access *a, struct buf *out);
void access_csv(const struct access *a, struct buf *out);
void access_markdown(const struct access *a, struct buf *out);

/* Graphviz: what calls a port, with all its requests, with some (dashed), or where that is not known (dotted). */
void access_dot(const struct access *a, struct buf *out);

#endif
