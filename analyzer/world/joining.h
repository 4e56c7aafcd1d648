#ifndef WORLD_JOINING_H
#define WORLD_JOINING_H
/*
 * How istiod joins the DestinationRules of one namespace and host. For
 * world/destinationrule_force.c; never for rules.
 *
 * istiod takes the rules one after another, those with a workloadSelector
 * first, else the older first, and adds each to what it has or sets it beside
 * that. As ages are unknown, every order is played through, as long as there are few rules.
 */
#include "base/map.h"
#include "world/destinationrule.h"

#define JOINING_MAX_RULES 5 /* played through in all orders */

/* Which of the namespace's rules a search looks at (pilot model/push_context.go setDestinationRules). */
enum dr_pool {
	POOL_LOCAL,      /* a client in the same namespace: all that are for it */
	POOL_ROOT_LOCAL, /* a client in the root namespace: only those for it alone */
	POOL_EXPORTED,   /* of other namespaces: all but private ones */
};

bool joining_takes(const struct mesh *m, const struct destinationrule *r, enum dr_pool pool);

/* Rules as istiod has them after joining: the first of the set tells selector and exportTo. */
struct heap {
	unsigned first;
	unsigned set; /* bits of the rules joined, first included */
};

/* Join n rules in this order; out has room for n. Returns how many there are then. */
size_t joining_play(const struct destinationrule *const *rules, const unsigned *order, size_t n,
	struct heap *out);

/* Call play for each order that may be; two twins never occur in one. */
typedef void joining_player(void *context, const unsigned *order, size_t n);
void joining_orders(const struct mesh *m, const struct destinationrule *const *rules, size_t n,
	joining_player *play, void *context);

/* Do all of them become one, whatever the order? */
bool joining_is_plain(const struct mesh *m, const struct destinationrule *const *rules, size_t n);

/* Subsets of one name, each of another rule. */
struct subset_list {
	VEC(const struct subset *) list; /* in the order of their rules */
};

/* Those of all rules of a set. */
struct joined_subsets {
	struct map by_name; /* struct subset_list */
	bool partial;       /* one of the rules is */
};

const struct joined_subsets *joining_subsets(const struct destinationrule *const *rules, size_t n, struct arena *arena);

#endif
