#ifndef TRAFFIC_CLAUSE_INDEX_H
#define TRAFFIC_CLAUSE_INDEX_H
/*
 * The rules of a proxy's policies by the clients that they name: for who asks of many clients (traffic/callers.c), to each of which few of many
 * policies say anything. A rule that is left out takes nothing of the client, whatever else the request is. Not for ztunnel.
 */
#include "traffic/authorization.h"
#include "traffic/naming.h"

struct clause_index;

/* all are in order, and live as long as the arena. */
const struct clause_index *clause_index_make(const struct mesh *m, const struct access_policies *all, struct arena *arena);

/* The places of those that may take something of a client, with this identity or none. index NULL: all of them. */
struct numbers clause_index_find(const struct clause_index *index, const struct access_policies *all, enum policy_action action,
	const struct str *identity, struct arena *arena);

#endif
