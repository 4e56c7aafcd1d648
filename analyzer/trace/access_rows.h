#ifndef TRACE_ACCESS_ROWS_H
#define TRACE_ACCESS_ROWS_H
/* The answers of access as rows of texts: for those who find them and those who write them alone. */
#include "trace/access.h"
#include "traffic/callers.h"

/* A part of an object, to be named. */
struct citation {
	const char *kind, *ns, *name; /* kind NULL: none */
	const char *path;             /* within it; "" for the whole */
	const char *file;
	uint32_t line;
};

struct access_example {
	bool there;
	const char *identity;         /* NULL: none */
	bool mutual, http;
	const char *method, *host, *path, *query; /* NULL: any */
	const struct sample_header *headers;
	size_t n_headers;
	const char *const *without;   /* headers that it must not have */
	size_t n_without;
	struct citation by;
	const char *reason;           /* NULL */
};

struct access_row {
	enum caller_sort sort;
	const char *name;             /* the identity, or the namespace; NULL */
	bool mixed;                   /* examples are of different clients */
	const char *const *workloads; /* that run as the identity */
	size_t n_workloads;
	enum admission admission;
	struct citation by;           /* what decides it; where some are let in, what lets them in */
	const char *reason;           /* of DENIED and REFUSED */
	struct access_example allowed, denied;
	const char *const *unknown;   /* access_doubt of each */
	size_t n_unknown;
};

/* A port of a workload. */
struct access_port {
	const char *called;           /* the workload in doubts */
	const char *workload, *mesh;  /* mesh: which of several that answer differently; NULL */
	const char *title;            /* of the mesh, for people; NULL */
	size_t order;                 /* in which it was asked */
	uint32_t number;
	const char *name;             /* NULL */
	const char *protocol;         /* as it is declared; NULL where it is not */
	bool gateway;
	const char *anonymous;        /* why nobody has an identity there; NULL: they have */
	const struct access_row *rows;
	size_t n;
};

/* "any other identity", ...: the caller of a row, in words. */
const char *access_caller(const struct access_port *p, const struct access_row *r, struct arena *arena);

/* "allowed", "some", "denied", "refused (plaintext-refused)", "undecided" */
const char *access_verdict(const struct access_row *r, struct arena *arena);

/* What is not known of a row, of which i is one. */
const char *access_doubt(const struct access_port *p, const struct access_row *r, size_t i, struct arena *arena);

/* A request in one line: "GET /a?b host: x"; "any request" where nothing is said. */
const char *access_request(const struct access_example *e, bool with_identity, struct arena *arena);

/* "shop/reviews spec.rules[0]"; "" for none. */
const char *access_cited(const struct citation *c, struct arena *arena);

/* "mesh.yaml:12"; "" for none. */
const char *access_place(const struct citation *c, struct arena *arena);

#endif
