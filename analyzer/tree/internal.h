#ifndef TREE_INTERNAL_H
#define TREE_INTERNAL_H
/* The tree from inside: for the .c files of analyzer/tree alone. */
#include "tree/tree.h"

/* Who deploys a folder, and how. */
struct deployment {
	const struct str *folder;  /* absolute */
	const struct str *ns;      /* NULL: untold */
	bool ns_forced;            /* also of objects that name another */
	bool recurse;              /* its subfolders too, where no kustomization says what is in it */
	bool builds;               /* ... and where one does, it is built */
	bool altered;              /* names, labels or parts of the objects are changed in ways that are not followed */
	const char *by;            /* "Application shop" */
	struct span at;
	const void *root;          /* what deploys it all */
};

/* Visit each deployment that an object tells of. from is the file that it was written in. */
void deployments_each(struct tree *t, const struct tree_file *from, const struct node *root,
	void (*visit)(void *context, struct deployment *d), void *context);

/* The interned text of a path. */
const struct str *tree_path(struct tree *t, const char *text);

/* The same of the folder that a path is in: "/" of what is there, "" of a name without one. */
const struct str *tree_folder(struct tree *t, const char *path);

/* The Chart.yaml of a folder; NULL where it has none among the files of the run. */
const struct tree_file *tree_chart(struct tree *t, const struct str *folder);

/* The path as the user would give it. */
const char *tree_name(struct tree *t, const char *absolute);

/* The plain files among the tree's: their units and applications. */
void plain_build(struct tree *t);

/* A unit of the tree, still without resources. */
struct unit *tree_add_unit(struct tree *t, enum unit_kind kind, const struct str *folder);

/* Add the objects of a file to the unit as they are written. */
void tree_add_file(struct tree *t, struct unit *u, struct tree_file *f);

/* A unit's resources as an application of their own. */
struct application *tree_apply_alone(struct tree *t, struct unit *u);

/* Are these two the same object with different content? Both are of the tree's resources. */
bool resources_contradict(const struct resource *a, const struct resource *b);

/* What tells an object from others: addresses for three keys of a map. place: where an object without namespace lives. */
void resource_keys(struct tree *t, const struct resource *r, const void *place, const void *id[3]);

#endif
