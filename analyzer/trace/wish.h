#ifndef TRACE_WISH_H
#define TRACE_WISH_H
/*
 * Requests as users write them, in a file or as options, before any mesh is there to ask.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"
#include "doc/node.h"
#include "world/mesh.h"

struct gateway;
struct request; /* traffic/request.h */
struct workload;

struct wish_header {
	const char *name, *value;
};

/* Texts live in the arena of the list. */
struct wish {
	const char *from, *through, *arrives; /* "deployment/frontend.shop"; exactly one is not NULL, but where wanted is not */
	const char *name;                     /* what its test is called; NULL */
	const char *url;
	const char *method;                   /* NULL: GET */
	const char *identity;                 /* NULL: none */
	const char *address;                  /* of the client; NULL: not known */
	const char *tls;                      /* "mutual", "tls", "plaintext"; NULL: as the side has it */
	int64_t port;                         /* 0: the URL's */
	VEC(struct wish_header) headers;
	const struct node *expect;            /* NULL: nothing */
	const struct node *wanted;            /* the test case of istio-config-validator that it is of; NULL: of none */
	const struct node *node;              /* where it is written; NULL: options */
};

struct wishes {
	struct arena *arena;
	struct pool *pool;           /* of the files that they are read from */
	VEC(struct wish) list;
	bool tests;                  /* each has to expect something */
};

/*
 * Read all requests of a file ("-" is standard input): a list of them in each document. On failure false, and errors has one
 * line for each thing that is wrong, with its place.
 */
bool wishes_read(struct wishes *w, const char *path, struct buf *errors);

/* What a test expects: are all members and values such as an answer can have, of a request that arrives, or that is sent? Otherwise errors has lines (trace/expect.c). */
void expect_check(struct arena *a, const struct node *expect, bool arrives, struct buf *errors);

/* Is it complete and well formed? Otherwise false, and errors says why. where: what to call it. */
bool wish_check(const struct wish *w, const char *where, struct buf *errors);

/* Add a line to errors: what is wrong there. */
void wish_complain(struct buf *errors, struct arena *a, const struct node *at, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* "; did you mean "x"?" where one of the words, with blanks between them, is near; else "". */
const char *wish_meant(struct arena *a, const char *words, const char *text);

/* What is said of headers: name to value. */
void wish_headers(struct wishes *w, struct wish *wish, const struct node *map);

/* Who it comes from, goes through or arrives at: the one that is said. */
const char *wish_where(const struct wish *w);

/* "deployment/frontend.shop" taken apart; without a dot its namespace is that which nobody tells. False where it is no such thing. */
struct wish_place {
	const char *kind, *name, *ns;
	size_t n_kind, n_name;
};
bool wish_place_of(const char *text, struct wish_place *out);

/* Is its kind this one, in whatever case? */
bool wish_is_kind(const struct wish_place *p, const char *kind);

/* The workload, or Gateway, of that name in the mesh; NULL. */
const struct workload *wish_workload(const struct mesh *m, const struct wish_place *p);
const struct gateway *wish_gateway(const struct mesh *m, const struct wish_place *p);

/*
 * The request as this mesh knows it. False where its workload is not in the mesh. made: whether the workload stands for one that
 * no file describes (of a Gateway without workloads).
 */
bool wish_bind(const struct wish *w, const struct mesh *m, struct arena *arena, struct request *out, bool *made);

/* Is there something of this kind and name whose namespace nothing tells? For where wish_bind finds none. */
bool wish_is_nameless(const struct wish *w, const struct mesh *m);

/* The request of a test of routes, which nobody sends; its port is 0 where the authority has none. */
void wish_bind_nobody(const struct wish *w, const struct mesh *m, struct arena *arena, struct request *out);

/* One line: "GET http://reviews:9080/ from deployment/frontend.shop". */
void wish_describe(const struct wish *w, struct buf *out);

#endif
