#ifndef WORLD_INTERNAL_H
#define WORLD_INTERNAL_H
/*
 * The mesh from inside: for the .c files of analyzer/world alone, never for rules.
 *
 * mesh_build fills the parts in the order of the members below; each part's
 * build function may use the parts before it and owns its own struct.
 */
#include <pthread.h>

#include "base/map.h"
#include "base/vec.h"
#include "world/config.h"
#include "world/mesh.h"
#include "world/service.h"
#include "world/workload.h"

struct index;               /* world/index.h: resources by kind, namespace, name */
struct registry;            /* world/registry.h */
struct selections;          /* world/selections.c */
struct workload_index;      /* world/workloads.h */
struct gateways;            /* world/gateway.c */
struct attached_routes;         /* world/attached.c */
struct virtual_services;    /* world/virtualservice.c */
struct destination_rules;   /* world/destinationrule.c */
struct peer_authentications; /* world/peerauthentication.c */
struct selecting_index;     /* world/selecting.c */
struct envoy_filters;       /* world/envoyfilter.c */

struct limits {
	VEC(struct mesh_limit) list;
};

struct mesh {
	struct arena *arena;
	struct pool *pool;
	struct mesh_options options;
	const struct str *empty;          /* "" */
	const struct str *root_namespace;
	const struct str *cluster_domain;
	pthread_t owner;                  /* the thread that built it: what was asked for once is kept for it alone, others work it out anew */
	struct map *hosts;                /* host -> struct host_parts: those that were asked for */
	struct map *answers;              /* host, client -> struct host_answer: of those that were asked for and are not there */
	struct map *shadows;              /* struct virtualservice -> struct shadows of each kind of route, likewise */
	struct map *kept;                 /* question, what it is asked of -> struct kept */
	struct limits *limits;            /* told by whoever meets one */
	struct selections *selections;    /* those of many workloads that were asked for, likewise; NULL until all workloads are there */
	struct index *index;
	struct mesh_config *config;
	struct map providers;             /* name -> struct provider */
	struct map families;              /* of units that the mesh is made of, each number plus 1 */
	struct map exports;               /* resource -> struct exports */
	struct map led_to;                /* hosts that VirtualServices name; none where there is no Sidecar */
	struct registry *registry;
	struct workload_index *workloads;
	struct gateways *gateways;
	struct virtual_services *virtual_services;
	struct attached_routes *attached;
	struct destination_rules *destination_rules;
	struct peer_authentications *peer_authentications;
	struct selecting_index *selectors;
	struct envoy_filters *envoy_filters;
};

/* Index the resources; sets what namespaces describe by kind alone. */
void index_build(struct mesh *m, const struct resource *const *resources, size_t n);
/* Are resources of this family in the mesh? */
bool mesh_has_family(const struct mesh *m, uint32_t family);

/* Note that a namespace describes a scope. */
void index_describe(struct mesh *m, const struct str *ns, enum scope scope);

/* Is a kustomize patch for an object of this kind and name in the tree? */
bool index_patched(const struct mesh *m, const struct resource *r);

/* A patch whose object is in the tree, or that names its targets apart: it adds no object of its own. */
bool index_is_patch(const struct mesh *m, const struct resource *r);

/* Is this the thread that built the mesh? Only it keeps what it was asked, and tells limits; others may ask at the same time. */
bool mesh_is_own(const struct mesh *m);

/* Note that something about a resource is not worked out to its end; by the mesh's own thread. */
void mesh_limit(const struct mesh *m, const struct resource *at, const char *text);

void config_build(struct mesh *m);
void visibility_build(struct mesh *m);
void services_build(struct mesh *m);
void workloads_build(struct mesh *m);
void selections_build(struct mesh *m);
void gateways_build(struct mesh *m);
void virtual_services_build(struct mesh *m);
void attached_build(struct mesh *m);
void imports_build(struct mesh *m);
void destination_rules_build(struct mesh *m);
void peer_authentications_build(struct mesh *m);
void selectors_build(struct mesh *m);
void envoy_filters_build(struct mesh *m);

/* The names of all namespaces, sorted by text: the clients of what is exported to all. */
const struct str *const *virtual_services_namespaces(const struct mesh *m, size_t *n);

/*
 * world/selections.c: does one item of matchExpressions hold for an object whose label has this value? value
 * NULL: it has none, or, where open, none that is known.
 */
enum truth expression_holds(const struct node *expression, const struct str *value, bool open);

/* world/selections.c: is every member of a map of labels known? NULL is. What is not may be a label that is missing. */
bool labels_known(const struct node *labels);

/* world/inject.c: fill dataplane and injected of a workload whose other members are set. */
void workload_place(const struct mesh *m, struct workload *w);

#endif
