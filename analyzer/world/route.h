#ifndef WORLD_ROUTE_H
#define WORLD_ROUTE_H
/*
 * What the match blocks of VirtualServices match, as sets of requests.
 *
 * A rule without match is one block that matches everything; a match list is
 * one block per item. Answers are about what istiod and Envoy do: uri is the
 * path without the query; a regex must match the whole of it; prefix is plain
 * text ("/a" takes "/ab"); ignoreUriCase concerns uri exact and prefix only; an
 * empty string match of a header, a withoutHeader or a query parameter asks for presence; sourceLabels
 * and sourceNamespace are not looked at where the block has gateways (pilot
 * networking/core/route sourceMatchHTTP). Two regular expressions are only
 * compared as text, where they are more than a text and ".*". Connections: Envoy takes the most
 * specific SNI or address whatever the order, so there only equal ones cover each other.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "doc/node.h"
#include "world/mesh.h"
#include "base/truth.h"
#include "world/virtualservice.h"

struct match {
	const struct virtualservice *vs;
	const struct node *rule;  /* the http, tls or tcp item */
	const struct node *node;  /* the match block; NULL: the rule has none */
	enum route_kind kind;
	uint32_t rule_index;      /* http[rule_index].match[index] */
	uint32_t index;
};

struct matches {
	const struct match *at;   /* in the order of the text */
	size_t n;
};

/* All blocks of one kind; those that the type checker rejected something in are left out. */
struct matches virtualservice_matches(const struct virtualservice *vs, enum route_kind kind,
	struct arena *scratch);

/*
 * Does a take every request (connection) that b takes? YES, NO, or UNKNOWN where regular
 * expressions cannot be compared, or a's rule hands over to a delegate. Both are of one kind, else NO. on: asked
 * for this gateway key alone ("mesh" or "ns/name"); NULL: for all gateways that b can be used on. A block that
 * can be used on none is covered by nothing.
 */
enum truth match_covers(const struct mesh *m, const struct match *a, const struct match *b,
	const struct str *on);

/* Do both say the same, in any order, names aside? */
bool match_same(const struct match *a, const struct match *b);

/* Can the block match at all: is one of its gateways among the VirtualService's? NO or YES. */
enum truth match_live(const struct mesh *m, const struct match *b);

/* A block that never matches because an earlier one takes all its requests. */
struct shadow {
	struct match later, earlier;
	bool same;                /* they say the same */
};

struct shadows {
	const struct shadow *at;  /* in the order of the later ones */
	size_t n;
};

/*
 * All blocks of one kind that an earlier block of the same VirtualService covers for certain, each with
 * the first such block. A rule is unreachable when all its blocks are here. The effort grows with the number of
 * blocks, not with its square.
 */
struct shadows virtualservice_shadows(const struct mesh *m, const struct virtualservice *vs,
	enum route_kind kind, struct arena *scratch);

#endif
