#ifndef TYPE_OPENAPI_H
#define TYPE_OPENAPI_H
/* Types from structural OpenAPI v3 schemas. For crd.c only. */
#include "base/arena.h"
#include "doc/node.h"
#include "type/type.h"

struct openapi {
	struct arena *arena;
	struct pool *pool;
	const struct type *metadata;
	bool open;                       /* unknown fields are kept everywhere */
	const struct node *passed_over;  /* the first rule that is not evaluated, or NULL */
};

/* The type of a schema; what cannot be understood allows anything. */
struct type *openapi_type(struct openapi *o, const struct node *schema);

/* The same of an object; fields of own take the place of the schema's. */
struct type *openapi_object(struct openapi *o, const struct node *schema, const struct field *own, uint32_t n_own);

#endif
