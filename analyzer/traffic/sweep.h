#ifndef TRAFFIC_SWEEP_H
#define TRAFFIC_SWEEP_H
/*
 * One client, and all requests that it may send to a port: are they all let in, some, or none, with a request for each answer.
 *
 * The conditions of the rules in force tell requests apart; those that all of them take alike are one. A request is begun with all open that a
 * rule looks at, and judged as any other is (inbound_ask, access_decide); where what is open decides, it is filled in with one text after
 * another of those that the rules tell apart (traffic/specimen.h), until it is decided. So no request is left out, and no other judge is there.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/vec.h"
#include "traffic/answer.h"
#include "traffic/clause_index.h"
#include "traffic/inbound.h"
#include "world/mesh.h"

/* A way in: a container port of a workload, or what is behind a server of a gateway. */
struct way_in {
	const struct mesh *m;
	const struct workload *w;
	uint32_t port;
	const struct access_policies *policies; /* in order */
	const struct inbound *inbound;          /* NULL: a gateway's, and this is what it does with requests: */
	bool http, tcp;                         /* HTTP or other bytes are taken; both of an inbound port where either may be */
	bool authenticated;                     /* it requires a client certificate */
	bool foreign;                           /* which is not the mesh's: whom it names is not known */
	bool named;                             /* the server name (SNI) of connections is not known, for there is one */
	const struct clause_index *index;       /* of the policies; NULL: none is made */
};

struct sample_header {
	const char *name, *value;
};

/* A request, as an example. What is NULL may be anything. */
struct sample {
	const struct str *identity;  /* of the client; NULL: none */
	bool mutual;                 /* it comes with a client certificate */
	bool http;                   /* else bytes, and nothing of the following */
	const char *method, *host, *path, *query;
	const struct sample_header *headers;
	size_t n_headers;
	const char *const *without;  /* headers that it must not have */
	size_t n_without;
	struct cause by;             /* what decides it */
	const char *reason;          /* why it is not let in, as struct answer has it; NULL */
};

enum admission {
	ADMITS_ALL,
	ADMITS_SOME,      /* some are, and others are not, or may be not */
	ADMITS_NONE,
	ADMITS_REFUSED,   /* none gets as far as the policies */
	ADMITS_UNDECIDED,
};

/* "allowed", "some", "denied", "refused", "undecided" */
const char *admission_name(enum admission a);

struct sweep {
	enum admission admission;
	const struct sample *allowed; /* one that is let in; NULL: none */
	const struct sample *denied;  /* one that is not */
	VEC(const char *) unknown;    /* what would have to be known, where it is UNDECIDED, or SOME without one that is denied */
};

/* Who sends them: with one of these identities, or in plaintext. Of several they are taken together. */
struct sender {
	bool mutual;
	const struct str *const *identities; /* mutual alone; NULL is one that is not told */
	size_t n;
	struct long_lists *lists; /* of the policies; may be NULL */
};

/* All lives in the arena; scratch is as it was. */
void sweep_run(const struct way_in *in, const struct sender *who, struct arena *arena, struct arena *scratch, struct sweep *out);

/* The example as a request that arrives at the way in, whatever is open being filled in. */
struct request sample_request(const struct sample *s, const struct way_in *in, struct arena *arena);

/* Judge a request that arrives there. */
void way_in_ask(const struct way_in *in, const struct request *r, struct arena *arena, struct answer *out);

#endif
