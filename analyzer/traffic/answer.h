#ifndef TRAFFIC_ANSWER_H
#define TRAFFIC_ANSWER_H
/*
 * What becomes of a request, and which objects decide it: filled by this room, printed by trace. All memory is the
 * arena's that the question was asked with.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"
#include "doc/node.h"
#include "object/resource.h"
#include "world/workload.h"

enum outcome {
	OUTCOME_ROUTED,
	OUTCOME_REDIRECTED,
	OUTCOME_ANSWERED,    /* by the proxy itself */
	OUTCOME_PASSTHROUGH, /* to the address that it was sent to */
	OUTCOME_BLACKHOLE,   /* nothing outside the registry may be called */
	OUTCOME_REFUSED,
	OUTCOME_ALLOWED,
	OUTCOME_DENIED,
	OUTCOME_UNDECIDED,   /* unknown has what would have to be known */
};

/* The words of the contract: "routed", ... */
const char *outcome_name(enum outcome o);

/* A part of an object that decides something. */
struct cause {
	const struct resource *resource; /* NULL: none, Istio's own behaviour */
	const struct node *node;         /* the part; NULL: the object */
};

/* A step of the way, for people. */
struct step {
	const char *text;        /* one line */
	struct cause cause;      /* where to look; its resource may be NULL */
};

/* How the client's proxy sends it. */
enum carried {
	CARRIED_UNKNOWN,
	CARRIED_PLAINTEXT,
	CARRIED_TLS,     /* of its own, as a DestinationRule has it */
	CARRIED_MUTUAL,  /* of the mesh */
	CARRIED_AUTO,    /* of the mesh where the server takes it, else plaintext */
};

/* The words of the contract: "mutual", ...; NULL for UNKNOWN. */
const char *carried_name(enum carried c);

/* Where a routed request goes. */
struct target {
	const struct str *host;
	const char *name;          /* the host as it may be shown */
	const struct str *subset;  /* NULL: none */
	uint32_t port;
	uint32_t weight;           /* effective share of 100 */
	enum carried tls;
	const char *problem;       /* "no-cluster", "no-workload" or NULL */
	uint32_t status;           /* that requests get for it; 0 without problem */
	const struct workload *const *workloads;
	size_t n_workloads, n_sure; /* the first are surely behind it, the others may be */
	struct cause cause;
};

struct answer {
	enum outcome outcome;
	struct cause by;           /* the route, policy or listener that decides; resource NULL: none */
	struct cause handed;       /* the delegate's rule that the route of by hands over to; resource NULL: none */
	const char *reason;        /* of REFUSED and DENIED: "no-route", ...; NULL */
	uint32_t status;           /* of ANSWERED, REDIRECTED; 0: none */
	const char *location;      /* of REDIRECTED: where to, or NULL */
	VEC(struct target) targets;
	bool sealed;               /* what the client sends is TLS of its own, which its proxy passes on */
	bool access_asked;         /* of a routed request: is it known where it arrives, so that there is an answer to: */
	enum outcome access;       /* do the workloads of the first target take it: ALLOWED, DENIED, REFUSED or UNDECIDED? */
	struct cause access_by;
	const char *access_reason; /* as reason */
	const char *timeout;       /* "10s"; NULL: none */
	int64_t retries;           /* -1: none is said */
	const char *path;          /* after rewriting; NULL: not HTTP */
	VEC(struct step) steps;
	VEC(const char *) unknown; /* what would have to be known, where something is undecided */
	bool quiet;                /* nobody reads its steps: there are none */
	struct arena *arena;
};

/* Append a step; cause may be NULL. */
void answer_step(struct answer *a, const struct cause *cause, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* End undecided: a sentence part that says what would have to be known. */
void answer_undecided(struct answer *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Does the request end alike in both, whatever the steps? */
bool answer_same(const struct answer *a, const struct answer *b);

/* The question that is open where two objects have one name and differ; NULL: they have two. */
const char *answer_namesakes(struct arena *arena, const struct resource *a, const struct resource *b);

/* End refused, for this reason (a word of the contract). */
void answer_refuse(struct answer *a, const char *reason);

#endif
