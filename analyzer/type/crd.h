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
	struct map schemas;          /* group, kind, version (NULL: any) -> struct schema */
};

/*
 * Add the kinds that a CustomResourceDefinition (its root node) describes. The first
 * definition of a kind holds. A definition without schema adds nothing.
 */
void crd_add(struct crd_set *set, const struct node *crd, const struct subject *subject);

/* The schema of a kind in this version (where that is unknown, in some version), or NULL. */
const struct schema *crd_find(const struct crd_set *set, const struct str *group,
	const struct str *kind, const struct str *version);

#endif
