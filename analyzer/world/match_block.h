#ifndef WORLD_MATCH_BLOCK_H
#define WORLD_MATCH_BLOCK_H
/*
 * A match block taken apart, once for many comparisons. For world/match_block.c and
 * world/shadow.c; never for rules.
 */
#include "world/pattern.h"
#include "world/route.h"

/* A match block's predicates; nodes are NULL where they say nothing. */
struct block {
	const struct mesh *mesh;
	const struct match *match;
	const struct node *gateways;   /* its own list of them, with items, or NULL */
	bool handed_over;              /* its rule has a delegate: what it takes is not known */
	struct string_pattern uri, scheme, method, authority;
	const struct node *headers, *without, *params;
	const struct node *labels;     /* sourceLabels with members, or NULL */
	const struct str *source_ns;   /* or NULL */
	const struct node *sni, *subnets; /* lists with items, or NULL */
	int64_t port;                  /* 0: any */
};

struct block block_read(const struct mesh *m, const struct match *match);

/* As match_covers. */
enum truth block_covers(const struct block *a, const struct block *b, const struct str *on);

#endif
