#ifndef TRACE_MODEL_INTERNAL_H
#define TRACE_MODEL_INTERNAL_H
/*
 * The parts of the model that is written, and what they share: for analyzer/trace/model*.c alone.
 */
#include "base/arena.h"
#include "base/json.h"
#include "base/truth.h"
#include "doc/node.h"
#include "object/resource.h"
#include "world/mesh.h"
#include "world/visibility.h"
#include "world/workload.h"

/* One mesh as it is written. scratch is cleared after each object. */
struct sketch {
	struct json *j;
	const struct mesh *m;
	struct arena *scratch;
};

void sketch_namespaces(struct sketch *s);
void sketch_services(struct sketch *s);
void sketch_workloads(struct sketch *s);
void sketch_gateways(struct sketch *s);
void sketch_virtualservices(struct sketch *s);
void sketch_attached_routes(struct sketch *s);
void sketch_destinationrules(struct sketch *s);

/* file and line of a span; of an object. */
void sketch_span(struct sketch *s, struct span span);
void sketch_place(struct sketch *s, const struct resource *r);

/* namespace, name, file and line of an object as a member; NULL is null. */
void sketch_reference(struct sketch *s, const char *key, const struct resource *r);

/* "yes", "no" or "unknown". */
void sketch_truth(struct sketch *s, const char *key, enum truth t);

/* A text, or null. */
void sketch_str(struct sketch *s, const char *key, const struct str *text);

/* A host as it may be shown: that of the nameless namespace without it. */
void sketch_host(struct sketch *s, const char *key, const struct str *host);

/* A number, or null for 0. */
void sketch_number(struct sketch *s, const char *key, int64_t number);

/* A map of labels as an object; NULL is null. */
void sketch_labels(struct sketch *s, const char *key, const struct node *map);

/* A member whose name is the user's. */
void sketch_member(struct sketch *s, const struct str *name, const struct str *value);

/* The namespaces that see it. */
void sketch_exports(struct sketch *s, const struct exports *e);

/* Workloads: those that are sure, those that may be, and why there may be more. */
void sketch_selection(struct sketch *s, const struct selection *found, const char *undecided);

#endif
