#ifndef WORLD_SELECTING_H
#define WORLD_SELECTING_H
/*
 * Objects that select workloads by labels, found by the workload: of AuthorizationPolicies, RequestAuthentications and Sidecars.
 */
#include "base/arena.h"
#include "world/mesh.h"
#include "world/workload.h"

/*
 * Those of a kind in a namespace that may be for the workload, in the order of mesh_in: all without labels to select by, and of the
 * others no fewer than those that select it. Whether one does is for the caller to ask. Any kind may be asked for; for others
 * all are given. The list lives in scratch, or as long as the mesh.
 */
struct resources mesh_selecting(const struct mesh *m, enum kind kind, const struct str *ns, const struct workload *w, struct arena *scratch);

/*
 * The class of the workload: what selects one workload of it by labels selects all, for those of a kind in its namespace, the root namespace and the nameless
 * one; all are in one namespace, and all or none in ambient mode. As old as the mesh. NULL: it is alone, or the kind is another one.
 */
struct selecting_class;
const struct selecting_class *mesh_selecting_class(const struct mesh *m, enum kind kind, const struct workload *w);

#endif
