#ifndef TRAFFIC_ROUTE_H
#define TRAFFIC_ROUTE_H
/*
 * Routes as proxies have them, whatever kind of object they were written as: rules in order, each with what it matches and
 * what it does. traffic/virtualservice.c makes them of VirtualServices (delegates are resolved there), traffic/attached.c of routes of the Gateway API. Texts are interned, nodes are where each part is written.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/truth.h"
#include "base/vec.h"
#include "doc/node.h"
#include "object/resource.h"
#include "traffic/request.h"
#include "world/virtualservice.h"

/* How a text is matched. */
enum how {
	HOW_PRESENT,  /* there is one */
	HOW_EXACT,
	HOW_PREFIX,
	HOW_SEGMENTS, /* of a path: it, or it and a slash begin the text */
	HOW_REGEX,    /* of RE2; the whole text */
	HOW_UNKNOWN,  /* what stands there was rejected */
};

/* Of which part of a request. */
enum part {
	PART_PATH,
	PART_METHOD,
	PART_AUTHORITY,
	PART_SCHEME,
	PART_HEADER,  /* called name, in lower case */
	PART_QUERY,   /* the parameter called name */
	PART_CLAIM,   /* of a token that Envoy has checked: never known from a request */
};

struct predicate {
	enum part part;
	enum how how;
	bool fold;                   /* letter case aside: of paths */
	bool without;                /* it must not match */
	const struct str *name;      /* of a header, parameter or claim; else NULL */
	const struct str *text;      /* NULL for PRESENT and UNKNOWN */
	const struct node *node;
};

/* One match block: all that it says has to hold. */
struct route_match {
	VEC(struct predicate) predicates;
	const struct node *node;     /* as written; the rule where it has none */
	uint32_t port;               /* that the proxy listens on; 0: any */
	const struct str *source_ns; /* of the client; NULL: any */
	const struct node *labels, *labels_too; /* of the client, from a delegate and from its root; NULL: any */
	VEC(const struct str *) gateways; /* keys; none: all that the route is used on */
	VEC(const struct str *) sni; /* of tls rules; none elsewhere */
	const struct node *subnets;  /* destinationSubnets with items, or NULL */
};

struct backend {
	const struct str *host;      /* NULL where it names none */
	const struct str *subset;    /* NULL: none */
	int64_t port;                /* 0: not told */
	int64_t weight;
	const struct node *node;
	const struct str *grant;     /* a ReferenceGrant of this namespace has to be there, and may be in no file; NULL: none */
};

enum action {
	ACTION_FORWARD,
	ACTION_REDIRECT,
	ACTION_RESPOND,
};

/* What a redirect changes; a text is NULL where that stays as it was asked for. */
struct redirect {
	const struct str *scheme, *authority;
	const struct str *prefix;    /* in place of what the match took of the path; before path */
	const struct str *path;
	uint32_t port;               /* 0: none is named */
	bool same_port;              /* that of the listener is */
	uint32_t status;
};

/* What path a backend sees. */
enum rewriting {
	REWRITE_NOTHING,
	REWRITE_PREFIX,  /* path in place of what the match took */
	REWRITE_CUT,     /* what the match took is left out */
	REWRITE_WHOLE,   /* path */
	REWRITE_REGEX,   /* by a regular expression, which is not followed */
};

struct rewrite {
	enum rewriting how;
	const struct str *path;
};

/* Where copies of requests go. */
struct mirror {
	const struct str *host, *subset; /* host as it is written; subset NULL: none */
	int64_t port;                /* 0: not told */
	double share;                /* of a hundred */
	const struct node *node;
};

struct route_rule {
	const struct resource *resource;  /* that it is written in: of delegated rules the delegate */
	const struct node *node;
	const struct node *parent;        /* the rule of the root that hands over to it; NULL: it is no delegate's */
	enum truth attached;              /* of a route of the Gateway API: YES, or UNKNOWN where its parent may not let it in */
	const struct delegation *absent;  /* it hands over to what no file holds (route_make_whole); NULL: it does not */
	VEC(struct route_match) matches;  /* of a rule without any one that takes everything; but none of a tls rule */
	enum action action;
	VEC(struct backend) backends;     /* FORWARD */
	const struct redirect *redirect;  /* NULL: none */
	const struct rewrite *rewrite;    /* NULL: none */
	VEC(struct mirror) mirrors;
	bool responds;                    /* with status */
	uint32_t status;
	const struct str *timeout;        /* NULL: none is written */
	int64_t retries;                  /* -1: none are written */
};

/* All rules of one object for one protocol. */
struct route {
	const struct virtualservice *vs;  /* that it was made of */
	VEC(struct route_rule) rules;
};

/* The rules of a VirtualService; its own order. Cheap to make; nothing is kept. */
void route_make(const struct mesh *m, const struct virtualservice *vs, enum route_kind kind, struct arena *arena, struct route *out);

/* Where a match block of a delegate's rule fits none of those of the rule that hands over to it. */
struct misfit {
	const struct node *block;    /* that of the delegate */
	const char *part;            /* "uri", "headers", ...: in which it conflicts with the last one there */
	const struct node *leaf, *root; /* as the two have that part; NULL where one has none */
};

/*
 * Does istiod leave out this http rule of the delegate d->child for the rule that hands over to it, for its matches are no part of those there
 * (model virtualservice.go mergeHTTPMatchRequests)? YES: *out says where.
 */
enum truth route_drops(const struct mesh *m, const struct delegation *d, const struct node *rule, struct arena *arena, struct misfit *out);

/* The same, with the rules whose delegates no file holds: where they lead is not known. */
void route_make_whole(const struct mesh *m, const struct virtualservice *vs, struct arena *arena, struct route *out);

/* The effective share of one of its backends, in per cent. */
uint32_t route_share(const struct route_rule *rule, const struct backend *b);

/* Does a client of this namespace know the destination's host by it? Rules for other namespaces' clients do not count (model virtualServiceDestinations...). */
bool route_leads(const struct destination *d, const struct str *client_ns);

/* What of a match block counts beside its port and gateways. */
enum asking {
	ASKING_HTTP,       /* the client, where no gateways are named */
	ASKING_CONNECTION, /* the client */
	ASKING_SERVER,     /* nothing: connections on a gateway */
};

/* Who asks: whose labels and namespace match blocks look at, on what listener. */
struct asker {
	enum asking asking;
	const struct mesh *m;
	const struct workload *proxy;
	const struct str *gateway;   /* "mesh", or the key of a Gateway */
	uint32_t port;               /* that match blocks speak of: of a Gateway the server's */
};

/* Is the block made into configuration for this proxy and port at all? Predicates are not looked at. */
enum truth route_match_applies(const struct asker *a, const struct route_match *match);

/* Do the predicates hold for the request? */
enum truth route_match_takes(const struct mesh *m, const struct route_match *match, const struct request *r, struct arena *scratch);

/* Does the rule match everything: any path, and nothing else is asked? Such rules stand behind all others on gateways. */
bool route_match_is_catch_all(const struct route_match *match);

#endif
