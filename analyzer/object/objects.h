#ifndef OBJECT_OBJECTS_H
#define OBJECT_OBJECTS_H
/*
 * Documents made into resources: one for each Kubernetes object, Lists opened.
 *
 * Called by the loader for every document, before type checking. One struct
 * objects belongs to one thread; a caller that loads in parallel joins them
 * in the order of the input with objects_join.
 */
#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "doc/load.h"
#include "object/resource.h"

/* What the surroundings of a document tell of its objects. */
struct object_defaults {
	const struct str *ns;  /* namespace of objects that name none (-n, configuration); NULL: unknown */
	bool ns_forced;        /* ns replaces what objects name (a kustomization's namespace) */
	bool partial;          /* parts may be missing: a kustomization could not be built */
	bool altered;          /* the objects' names are changed in ways that are not known */
	const struct unit *unit;  /* as in struct resource */
	bool built, judged;
};

struct objects {
	struct arena *arena;
	struct pool *pool;
	struct load *load;     /* for YAML inside of scalars (MeshConfig); NULL: such texts are not read */
	VEC(struct resource *) resources; /* in order; resource.order is the index here */
	size_t n_documents;    /* documents seen */
	size_t n_passed_over;  /* documents without apiVersion and kind */
};

/* Does a document hold an object, or a list of them, that objects_add would take? */
bool objects_hold(const struct node *root);

/*
 * Add the objects of a document. "kind: List" and every other kind ending in
 * List that has items are opened, to any depth; an item of a typed list (ServiceList) without
 * apiVersion and kind gets those of the list. defaults may be NULL.
 */
void objects_add(struct objects *o, const struct document *d, const struct object_defaults *defaults);

/* The same for one object, or List, of a document: root need not be the document's own. It is not counted. */
void objects_add_root(struct objects *o, const struct document *d, const struct node *root,
	const struct object_defaults *defaults);

/* Give an object that names no namespace, or, where forced, any, another one. */
void objects_place(struct objects *o, struct resource *r, const struct str *ns, bool forced);

/* The resource is changed before it is applied, nobody knows how: it may have further parts, and another name. */
void objects_open(struct resource *r);

/* The YAML that a scalar holds; NULL where it holds none, or is no scalar, or such texts are not read. */
struct node *objects_embedded(struct objects *o, const struct node *text);

/* Move from's resources behind o's. */
void objects_join(struct objects *o, struct objects *from);

#endif
