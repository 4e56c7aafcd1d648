#ifndef WORLD_LEADS_H
#define WORLD_LEADS_H
/*
 * What in the tree leads to workloads of given labels, whatever it is applied with, and whether it speaks HTTP. Made once a
 * run and shared by its meshes.
 */
#include "world/mesh.h"

struct leads;

/* The index of the Gateways and Services among all these. */
struct leads *leads_make(struct arena *arena, struct pool *pool, const struct resource *const *all, size_t n);

/*
 * Does all that leads to workloads with these labels speak HTTP, TLS that a gateway ends included: the Gateways that select by
 * one of the labels or, where there is none, the Services? UNKNOWN where there is neither, or the mesh's options name no index.
 * ns NULL: of any namespace. Where the mesh itself has some, the rest of the tree is not asked.
 */
enum truth leads_http(const struct mesh *m, const struct str *ns, const struct node *labels);

/* Do all Services of the tree that name this namespace speak HTTP? UNKNOWN where there is none. */
enum truth leads_namespace_http(const struct mesh *m, const struct str *ns);

#endif
