#ifndef TRACE_MODEL_H
#define TRACE_MODEL_H
/*
 * The meshes of a run as JSON: what the rules and traces ask, resolved, for programs of others. README.md documents each field, and
 * test/model_test.c holds what is written against that.
 *
 * Three-valued: "yes", "no" and "unknown"; a value that is not known is null, and "undecided" beside it has the reason.
 */
#include <stddef.h>

#include "base/buf.h"
#include "base/json.h"
#include "world/mesh.h"

struct model {
	struct json json;
};

/* Begin the document, write a mesh of it, end it. A mesh takes time and room by what is written of it. */
void model_begin(struct model *x, struct buf *out);
void model_add(struct model *x, const struct mesh *m);
void model_end(struct model *x);

#endif
