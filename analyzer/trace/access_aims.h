#ifndef TRACE_ACCESS_AIMS_H
#define TRACE_ACCESS_AIMS_H
/*
 * What --to and --from of access name, as one mesh has it. For access.c alone.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/vec.h"
#include "trace/access.h"
#include "world/workload.h"

/* A workload to ask of. */
struct aim {
	const struct workload *w;
	const uint32_t *ports; /* its own; n 0: all that are declared, and none where whole is false */
	size_t n;
	bool whole;
};

struct aims {
	VEC(struct aim) list;
};

/* The workloads of --to: all of the mesh without it; those behind a Service or a Gateway, with the ports that are meant. Lives in the access. */
void aims_find(struct access *a, const struct mesh *m, struct aims *out);

/* Who calls: --from. */
struct access_sender {
	const struct str *identity; /* the only one to ask for; NULL: all */
	bool plain;                 /* it sends without an identity, too */
	bool named;                 /* with the identity that is asked for */
};

/* False where the mesh has no such workload, or nothing tells whom it runs as (the access says so). */
bool aims_sender(struct access *a, const struct mesh *m, struct access_sender *out);

#endif
