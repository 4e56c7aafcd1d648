#ifndef WORLD_ENVOYFILTER_H
#define WORLD_ENVOYFILTER_H
/*
 * Filters that EnvoyFilters put into proxies, and in what order their patches are applied (pilot/pkg/model push_context.go
 * EnvoyFilters). Built once, read-only, as old as the mesh. Kustomize patches count as EnvoyFilters of which not all is known.
 */
#include "base/truth.h"
#include "doc/node.h"
#include "object/resource.h"
#include "world/mesh.h"

/* A patch whose value gives a filter this name: ADD, INSERT_..., REPLACE, or MERGE. */
struct filter_insertion {
	const struct resource *resource;
	const struct node *patch;             /* the item of configPatches */
	const struct node *name;              /* of the filter, in the patch's value */
	uint32_t place;                       /* of the patch among those of its EnvoyFilter that are known */
	const struct filter_insertion *next;  /* of the same name and applyTo, in the order of mesh_of */
};

/*
 * The patches of all namespaces that put in a filter, or another object, of this name where applyTo says; NULL where there is none.
 */
const struct filter_insertion *mesh_filter_insertions(const struct mesh *m, const struct str *apply_to, const struct str *name);

/* Does any EnvoyFilter change whole route configurations, with which virtual hosts of any name may come? */
bool mesh_merges_routes(const struct mesh *m);

/*
 * May istiod itself put a filter of this name into a proxy: is it a name that it gives? envoy.filters.http.ext_authz is one where
 * the mesh has an AuthorizationPolicy of the action CUSTOM.
 */
bool filter_is_istios(const struct mesh *m, const struct str *name);

/* The applyTo of filters that Envoy gives such a name, "envoy.filters.http.x" and the like; NULL where the name does not tell. */
const char *filter_sort(const struct str *name);

/* The name that istiod gives to a filter for this applyTo and that is probably meant by one that it does not give; NULL. */
const char *filter_suggest(const struct str *apply_to, const struct str *name);

/* The filter that a patch is placed by, by its name in match: of HTTP_FILTER, NETWORK_FILTER or LISTENER_FILTER. NULL where it names none. */
const struct node *patch_anchor(const struct node *patch);

/*
 * Are the patches of a applied before those of b, on a proxy that both are for: by priority, then the root namespace first? UNKNOWN
 * where the older of the two is. Both are different objects; where envoyfilters_meet is not sure of them, the answer tells nothing.
 */
enum truth envoyfilter_precedes(const struct mesh *m, const struct resource *a, const struct resource *b);

/* Is one of the two EnvoyFilters, in the namespaces of both, for all proxies of the other? NO: no proxy is of both. */
enum truth envoyfilters_meet(const struct mesh *m, const struct resource *a, const struct resource *b);

/* May both patches be applied to the same listener of one proxy, by context and proxyVersion? UNKNOWN: their versions are written in two ways. */
enum truth patches_meet(const struct node *a, const struct node *b);

#endif
