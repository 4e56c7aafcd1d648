#ifndef TRAFFIC_NAMING_H
#define TRAFFIC_NAMING_H
/*
 * Values of policies filed under the clients that they name, each as a number that the caller knows it by: which of them may take an identity, without
 * holding every one against it. For conditions.c, which files, and for who asks of many identities.
 *
 * It only narrows: what is found need not take the identity, and what is not found does not take it, whatever trust domains the mesh has. Of what a
 * proxy checks, not ztunnel.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "traffic/conditions.h"
#include "world/mesh.h"

struct numbers {
	VEC(size_t) list; /* ascending, each once */
};

/* Zero bytes are an empty one. */
struct naming {
	struct map one, space, account; /* struct numbers by namespace and account, by namespace, by account */
	struct numbers any;             /* of what says nothing that it can be filed under */
};

/* Who a value may take; both NULL: anybody. */
struct name_key {
	const struct str *ns, *account;
};

/* Of a principal, a namespace or a service account; ns is that of the policy. */
struct name_key name_key_of(const struct mesh *m, enum condition_subject subject, const struct str *ns, const char *value);

/* File a number, which is not below those that are filed already. */
void naming_add(struct naming *n, struct arena *arena, const struct name_key *key, size_t number);

/* The numbers of what may take the identity; NULL: a client that has none. False: it is of no form that values are filed for, and all may. */
bool naming_find(const struct naming *n, const struct mesh *m, const struct str *identity, struct arena *arena, struct numbers *out);

#endif
