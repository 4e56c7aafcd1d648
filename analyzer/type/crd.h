#ifndef TYPE_CRD_H
#define TYPE_CRD_H
/*
 * Schemas made at run time from the CustomResourceDefinitions of the input:
 * the structural part of openAPIV3Schema. Validation rules in CEL, and value
 * rules beyond "which fields are present", are not evaluated; a finding that is
 * off by default says so once for each definition.
 *
 * A set is filled by one thread; then any thread may look things up. What it
 * points to lives in its arena and pool.
 */
#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "diag/diag.h"
#include "doc/node.h"
#include "type/type.h"

struct crd_set {
	struct arena *arena;
	struct pool *pool;
	struct sink *sink;
	const struct type *metadata; /* schema_type("ObjectMeta") */
	struct map schemas;          /* group, kind, version (NULL: any) -> struct crd_schemas */
	struct map definitions;      /* group, kind -> struct crd_definitions */
};

/* What the definitions of one kind make of one version: more than one where the input holds several that differ. */
struct crd_schemas {
	VEC(const struct schema *) list;
};

#define CRD_MOST_DEFINITIONS 32 /* of one kind, that differ; objects of a kind with more are not judged by any */

/*
 * Add the kinds that a CustomResourceDefinition (its root node) describes. Where several of a kind differ, nobody knows
 * which of them the cluster has: each is kept. A definition without schema adds nothing.
 */
void crd_add(struct crd_set *set, const struct node *crd, const struct subject *subject);

/*
 * The schemas of a kind in this version (where no definition has it, in some version), or NULL. An object is wrong where
 * all of them say so.
 */
const struct crd_schemas *crd_find(const struct crd_set *set, const struct str *group,
	const struct str *kind, const struct str *version);

#endif
