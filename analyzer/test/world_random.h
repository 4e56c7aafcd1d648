#ifndef TEST_MESH_RANDOM_H
#define TEST_MESH_RANDOM_H
/* Parts of meshes made at random, the same ones each time, for the suites that hold what an index finds against looking at each. */
#include <stdbool.h>
#include <stdint.h>

#include "world_case.h"

/* From here on the numbers that belong to this seed. */
void random_start(uint32_t seed);

uint32_t random_below(uint32_t n);

#define RANDOM_OF(list) (list)[random_below(sizeof(list) / sizeof *(list))]

/* A host of a few labels, a wildcard sometimes; with odd sometimes as hosts of the nameless namespace. */
const char *random_host(struct mesh_case *c, bool odd);

/* A VirtualService "v" of up to 30 hosts, on the gateway "g" and some others; routes is the text of its rules. */
void put_virtualservice(struct mesh_case *c, struct buf *out, const char *ns, const char *routes);

#define N_RANDOM_NAMESPACES 4

/* The namespaces that are asked for: two that are there, one that is not, the nameless one. */
extern const char *const random_namespaces[N_RANDOM_NAMESPACES];

/* A text as the mesh has it; NULL for NULL. */
const struct str *random_word(struct mesh_case *c, const char *text);

/* The mesh of these objects. */
const struct mesh *random_mesh(struct mesh_case *c, struct buf *text);

#endif
