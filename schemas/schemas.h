#ifndef SCHEMAS_SCHEMAS_H
#define SCHEMAS_SCHEMAS_H
/*
 * The schemas that meshlint brings along: const tables, made at build time
 * from schemas/<family>/<Kind>.yaml by schemas/compile.c.
 */
#include <stddef.h>

#include "type/type.h"

/* All schemas, sorted by kind, then group. */
extern const struct schema *const schemas[];
extern const size_t n_schemas;

/* Types that library files export, ended by one without a name. */
struct schema_export {
	const char *name;
	const struct type *type;
};
extern const struct schema_export schema_exports[];

/* The schema of a kind, or NULL. All versions of a kind share one: schema_version tells which are served. */
const struct schema *schema_find(const char *group, const char *kind);

/* A type that a library file exports (MeshConfig, ObjectMeta), or NULL. */
const struct type *schema_type(const char *name);

#endif
