#ifndef TRAFFIC_REQUEST_H
#define TRAFFIC_REQUEST_H
/*
 * A request as a test of the mesh: where it begins, what it asks for, and what of it the proxies look at. Filled by whoever
 * asks (trace), read by the rest of this room. Texts are interned in the mesh's pool, or NULL where nothing was said.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "world/workload.h"

/* Where the proxy stands that the request is followed from. */
enum request_side {
	REQUEST_FROM,     /* the workload's own sidecar, as it sends it */
	REQUEST_THROUGH,  /* a gateway workload, which it reaches from outside */
	REQUEST_ARRIVES,  /* the workload that it reaches */
};

enum request_scheme {
	SCHEME_HTTP,
	SCHEME_HTTPS,
	SCHEME_GRPC,      /* HTTP/2 in the clear */
	SCHEME_TCP,
	SCHEME_TLS,       /* TLS that nothing is known to be in; host is the SNI */
};

/* How it arrives. */
enum request_tls {
	REQUEST_PLAINTEXT,
	REQUEST_TLS,      /* without a client certificate, or with one that is not of the mesh */
	REQUEST_MUTUAL,   /* of the mesh */
};

/*
 * What is left open of a request that stands for many: a condition that looks at it is UNKNOWN, and what it looked at is noted. For who
 * asks about all requests at once (traffic/callers.c).
 */
enum untold_part {
	UNTOLD_TOKEN,   /* does it bring a JWT? */
	UNTOLD_METHOD,
	UNTOLD_PATH,
	UNTOLD_QUERY,
	UNTOLD_HOST,
	UNTOLD_HEADERS, /* the first of the headers that are named; the others follow */
};

#define UNTOLD_MOST 64 /* parts, headers among them */

struct untold {
	uint64_t parts;              /* a bit for each that is open */
	uint64_t asked;              /* a bit for each open one that was looked at */
	const char *const *headers;  /* names in lower case */
	size_t n_headers;
	bool all_headers;            /* every header is open, named or not */
};

struct request_header {
	const struct str *name;  /* in lower case */
	const struct str *value;
};

struct request {
	enum request_side side;
	const struct workload *workload;    /* that it comes from, goes through, or arrives at */
	enum request_scheme scheme;
	const struct str *host;             /* of the URL without port, in lower case; "" for none */
	const struct str *authority;        /* the Host header as HTTP has it: as written, with the port where the URL has one */
	uint32_t port;                      /* of the URL, or the scheme's; of ARRIVES the container's */
	const struct str *path;             /* without query; begins with '/' */
	const struct str *query;            /* behind '?'; NULL: none */
	const struct str *method;           /* "GET" where nothing is said */
	const struct request_header *headers;
	size_t n_headers;
	enum request_tls tls;               /* ARRIVES only */
	const struct str *identity;         /* "cluster.local/ns/shop/sa/web"; NULL: none */
	const struct str *address;          /* of ARRIVES, the IP address that the connection comes from; NULL: not known */
	struct untold *untold;              /* NULL: all is told */
};

/* Does it speak HTTP that the proxies of the mesh see? */
bool request_is_http(const struct request *r);

/* Does it begin a TLS connection, as the first proxy sees it? */
bool request_is_tls(const struct request *r);

/* The name that TLS names: the host without the dot that roots it. */
const struct str *request_sni(const struct request *r, struct pool *pool);

/* Is this part of it left open? Then that it was looked at is noted. */
bool request_untold(const struct request *r, enum untold_part part);

/* The same of a header, its name in any case. */
bool request_untold_header(const struct request *r, const char *name);

/* The value of a header by its name in lower case; NULL: it has none. */
const struct str *request_header(const struct request *r, const char *name);

#endif
