#ifndef WORLD_ANYWHERE_H
#define WORLD_ANYWHERE_H
/*
 * What is anywhere in the tree, whatever it is applied with: it may be what a reference of any mesh means,
 * so nothing of it is ever called missing. Made once a run and shared by its meshes.
 *
 * Units of one family (struct resource) are alternatives, such as the overlays of one base: what one of them has does not excuse
 * another one of the family that a mesh is made of.
 */
#include <stdbool.h>

#include "world/mesh.h"

struct anywhere;

/* The index of all these; cluster_domain may be NULL for cluster.local. */
struct anywhere *anywhere_make(struct arena *arena, struct pool *pool, const char *cluster_domain,
	const struct resource *const *all, size_t n);

/*
 * May such a thing be somewhere outside the mesh? All take a mesh whose options name no index and say false.
 * A namespace that is not told may be any.
 */
bool anywhere_object(const struct mesh *m, enum kind kind, const struct str *ns, const struct str *name);
bool anywhere_secret(const struct mesh *m, const struct str *ns, const struct str *name);
bool anywhere_host(const struct mesh *m, const struct str *host); /* expanded */
bool anywhere_subset(const struct mesh *m, const struct str *host, const struct str *subset);
bool anywhere_namespace(const struct mesh *m, const struct str *ns);
bool anywhere_provider(const struct mesh *m, const struct str *name);

/*
 * A VirtualService of this host, or of a wildcard that covers it, which is not the mesh's and may be applied beside it; NULL. mesh: for
 * sidecars; else for gateways.
 */
const struct resource *anywhere_route(const struct mesh *m, const struct str *host, bool mesh);

/* Does a workload have all these labels? ns NULL: in any namespace. */
bool anywhere_labels(const struct mesh *m, const struct str *ns, const struct node *labels);

/* Are there objects of the kind in the namespace beside those of the mesh? */
bool anywhere_more(const struct mesh *m, enum kind kind, const struct str *ns);

/* Is there a Gateway beside those of the mesh with a server that asks clients for certificates? */
bool anywhere_asks_certificates(const struct mesh *m);

/* What brings objects into the namespace that no file holds (a sentence part), or NULL. */
const char *anywhere_feeds(const struct mesh *m, const struct str *ns);

#endif
