#ifndef WORLD_INDEX_H
#define WORLD_INDEX_H
/*
 * The index of resources from inside: index.c fills it, presence.c asks it.
 */
#include "base/map.h"
#include "base/vec.h"
#include "world/internal.h"

/* A few resources, ordered by resource_compare. Most groups have one member, which needs no block. */
struct group {
	const struct resource **at;
	size_t n, cap;
	const struct resource *one[1];
};

/* A namespace while it grows. */
struct place {
	struct namespace ns;
	VEC(const struct resource *) resources;
	uint32_t gaps;         /* bits 1 << scope of what it does not describe because of ... */
	const char *gap;
	bool listed;
};

struct index {
	const struct resource **all;
	size_t n;
	struct resources kinds[N_KINDS];
	struct map by_ns;      /* kind, namespace -> struct group */
	struct map by_name;    /* kind, name -> struct group */
	struct map by_id;      /* kind, namespace, name -> struct group: complete ones */
	bool has_twins;        /* some group there has several */
	struct map patches;    /* kind, name -> a kustomize patch */
	const char *gaps[N_SCOPES]; /* why no namespace describes this scope, or NULL */
	struct map complete;   /* kind, name -> a resource that is none */
	struct map secrets;    /* namespace, name -> what holds or makes the Secret */
	struct map secret_names; /* name -> the same */
	struct map places;     /* namespace -> struct place */
	const struct namespace **namespaces;
	size_t n_namespaces;
	VEC(struct resources) duplicates;
	bool has_namespaces;   /* a Namespace object is in the tree */
	bool tells_root;       /* the root namespace is made here, or its control plane: else its add-ons are others' */
	bool makes_namespaces; /* ... and one of each namespace that needs one: they are all made here */
};

/* Once the root namespace is known: does the tree make its namespaces itself? */
void index_settle(struct mesh *m);

/* What by_id has for the kind of r: kinds that share KIND_OTHER are told apart. */
const void *index_identity(const struct mesh *m, const struct resource *r);

#endif
