#ifndef WORLD_DESTINATIONRULE_INDEX_H
#define WORLD_DESTINATIONRULE_INDEX_H
/*
 * DestinationRules from inside: for world/destinationrule.c, which builds this,
 * and world/destinationrule_force.c, which searches it. Never for rules.
 *
 * Wildcard hosts are found by what follows their '*': for each length that
 * occurs, one look-up with the end of the host that is asked for.
 */
#include "base/map.h"
#include "base/vec.h"
#include "world/destinationrule.h"

struct dr_lengths {
	VEC(uint32_t) at;             /* of the texts behind '*', longest first */
};

struct dr_members {
	struct dr_group group;        /* finished at the end of the build */
	VEC(const struct destinationrule *) rules;
};

struct dr_list {
	VEC(struct dr_members *) at;
	bool named;                   /* one of them is in a namespace with a name */
};

struct destination_rules {
	struct destinationrule *all;
	size_t n;
	struct map by_resource;
	struct map exact;             /* namespace, host (wild ones too) -> struct dr_members */
	struct map wild;              /* namespace, text behind '*' -> struct dr_members */
	struct map wild_anywhere;     /* text behind '*' -> struct dr_list */
	struct map lengths;           /* namespace (NULL: all) -> struct dr_lengths */
	struct map of_host;           /* host -> struct dr_list */
	struct map of_service;        /* name of the Service that the host means -> struct dr_list */
	VEC(struct dr_members *) members;
	struct dr_group *groups;
	bool nameless;                /* there are rules in the nameless namespace */
};

/* The groups of a namespace whose host covers the one asked for, the most specific first. */
struct dr_search {
	const struct mesh *m;
	const struct str *ns, *host;
	const struct dr_lengths *lengths;
	size_t next;                  /* 0: the exact one; then lengths */
};

struct dr_search dr_search(const struct mesh *m, const struct str *ns, const struct str *host);

/* The next group, or NULL. */
const struct dr_group *dr_search_next(struct dr_search *s);

/* The groups of all namespaces whose host covers this one. */
struct dr_list dr_covering(const struct mesh *m, const struct str *host, struct arena *scratch);

/* Is this entry in the rule's exportTo? */
bool dr_exports_to(const struct destinationrule *r, const char *entry);

#endif
