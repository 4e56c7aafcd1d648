#ifndef WORLD_VISIBILITY_H
#define WORLD_VISIBILITY_H
/*
 * exportTo: which namespaces see a Service, ServiceEntry, VirtualService or
 * DestinationRule.
 *
 * Sources: field exportTo, annotation networking.istio.io/exportTo of a Service, the mesh
 * configuration's defaults. Where nothing of the control plane is in the tree
 * the stock default "*" is taken (assumed says so): it is what nearly every
 * mesh has, and it can only make things more visible.
 */
#include <stdbool.h>
#include <stddef.h>

#include "world/mesh.h"

enum export_scope {
	EXPORT_ALL,  /* "*" is among the entries */
	EXPORT_NONE, /* "~" for a Service */
	EXPORT_SOME, /* own, where own is set, and the named namespaces */
};

struct exports {
	enum export_scope scope;
	bool own;                    /* SOME: "." or its own namespace by name */
	bool assumed;                /* the mesh configuration's default is not known */
	const struct str *const *ns; /* SOME: other namespaces by name, each once, sorted by address */
	size_t n;
	const struct str *const *entries; /* as istiod stores the set: each word once, "." not resolved, sorted by address; none where nothing is written */
	size_t n_entries;
	const struct str *home;      /* the namespace of the resource */
	const struct node *at;       /* the exportTo field or the annotation; NULL where it is a default */
};

/*
 * The exports of a resource: worked out when the mesh is built, for
 * every Service, ServiceEntry, VirtualService and DestinationRule; all namespaces for other kinds.
 * A DestinationRule with workloadSelector is private whatever it says.
 */
const struct exports *mesh_exports(const struct mesh *m, const struct resource *r);

/* Does a client in this namespace see it? UNKNOWN where a namespace is nameless and it matters. */
enum truth export_reaches(const struct exports *e, const struct str *client_ns);

/* Is there a namespace that sees both? */
enum truth export_overlaps(const struct exports *a, const struct exports *b);

/*
 * Exactly the same set of words ("." is not the namespace's name, and none is
 * not "*"), and: are b's words among a's? So istiod compares DestinationRules before it merges them.
 */
bool export_equal(const struct exports *a, const struct exports *b);
bool export_superset(const struct exports *a, const struct exports *b);

#endif
