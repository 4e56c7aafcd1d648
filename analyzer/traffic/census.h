#ifndef TRAFFIC_CENSUS_H
#define TRAFFIC_CENSUS_H
/*
 * The census of a mesh from inside: its service accounts, and what leads into its workloads. For census.c and callers.c alone.
 */
#include "base/map.h"
#include "traffic/callers.h"
#include "traffic/long_list.h"

/* A service account that a workload runs as, which has, or may have, a proxy. */
struct account {
	const struct str *ns, *identity;
};

/* A port of a workload, as it is asked of. */
struct census_entry {
	const struct str *key;   /* of all that decides: ports with the same one let in the same */
	const char *anonymous;   /* why clients have no identity there, part of a sentence; NULL: they have */
	const char *refused;     /* nothing leads in there: the reason, as struct answer has it; NULL */
	struct way_in *ways;
	size_t n_ways;
};

/* What is known of a workload. */
struct census_workload {
	const struct workload *w;
	struct access_policies policies;
	struct map entries;      /* by port */
	VEC(const struct server *) servers; /* of a gateway */
};

struct census {
	const struct mesh *m;
	struct arena *arena, scratch;
	struct account *accounts; /* by namespace, then identity */
	size_t n_accounts;
	struct map known;         /* their identities */
	struct map workloads;     /* what is known of each that was asked for */
	struct map answers;       /* struct callers by key */
	struct map sets;          /* texts that tell sets of policies apart, by what is alike of them */
	struct map indexes;       /* struct clause_index by set */
	struct long_lists lists;  /* of the policies that callers are found for: of the call alone */
};

/* The way in at this port. */
const struct census_entry *census_enter(struct census *c, const struct workload *w, uint32_t port);

#endif
