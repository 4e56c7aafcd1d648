#ifndef TEST_META_MESH_H
#define TEST_META_MESH_H
/*
 * Random meshes: objects of all kinds that matter, in three namespaces and the root namespace, which refer to each other
 * and often do so wrongly. The same for a seed.
 */
#include "test/meta_value.h"

struct meta_mesh {
	VEC(struct value *) objects;
	bool twins;    /* objects may be there twice, with different content */
	bool nameless; /* objects may name no namespace */
};

void meta_mesh_make(struct meta_mesh *m, struct arena *a, uint64_t seed);

/* Have the two the same kind, namespace and name? */
bool meta_mesh_same(const struct value *a, const struct value *b);

/* Objects in a namespace "zzelsewhere" that nothing else has to do with; with its Namespace where the mesh has any. */
void meta_mesh_add_unrelated(struct meta_mesh *m, struct arena *a, struct dice *d);

#endif
