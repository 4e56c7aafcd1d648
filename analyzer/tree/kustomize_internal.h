#ifndef TREE_KUSTOMIZE_INTERNAL_H
#define TREE_KUSTOMIZE_INTERNAL_H
/*
 * The build from inside: for tree/kustomize_*.c alone.
 */
#include <regex.h>

#include "doc/made.h"
#include "tree/kustomize.h"

/* What follows from an object's apiVersion and kind, worked out once for a world. */
struct traits {
	const struct str *group, *version;
	bool known;               /* does kustomize carry a schema of the kind in this version? */
	bool cluster;             /* does kustomize take it for a kind of the cluster? */
	bool asked;               /* the next is filled in */
	uint64_t references;      /* of the built-in fields that name other objects those that it has: one bit each */
};

/* What an object is called at some point of the build. */
struct identity {
	const struct str *group, *version, *kind, *ns, *name;
	struct traits *traits;
};

enum behavior {
	BEHAVIOR_NONE,
	BEHAVIOR_CREATE,
	BEHAVIOR_REPLACE,
	BEHAVIOR_MERGE,
};

struct affix {
	const struct str *text;
};

/* An object on its way through the build. */
struct piece {
	struct node *root;
	bool owned;                      /* root is made for this object alone */
	const struct document *document;
	struct identity now;
	VEC(struct identity) before;     /* what it was called before names changed, the first at first */
	VEC(struct affix) prefixes, suffixes;
	VEC(const struct str *) variables; /* names of those that stand for a field of it */
	const struct node *odd_key;      /* a member whose key is no text, or NULL */
	bool hashed;                     /* its name gets a hash of its content */
	enum behavior behavior;          /* of a generated one */
};

/* "$(NAME)" and the field that it stands for. */
struct variable {
	const struct str *name;
	const struct node *at;
	struct identity of;
	const char *path;
};

/* A field of objects of a kind: "spec/template/metadata/labels". NULL parts are any. */
struct field {
	const char *group, *version, *kind;
	const char *path;
	bool create;
};

/* A field that names objects of another kind. */
struct reference {
	struct field target; /* its group, version and kind */
	struct field field;
};

/* Like VEC(struct field). The first ones, first of them, came before the built-in fields: see field_stands. */
struct fields {
	struct field *at;
	size_t n, cap, first;
};

/* What a kustomization's own "configurations" add to the built-in fields. */
struct configuration {
	bool begun; /* the built-in fields have come */
	struct fields labels, plain_labels, annotations, namespaces, prefixes, images, replicas, variables;
	VEC(struct reference) references;
};

/* What a kustomization has made so far. */
struct heap_of_pieces {
	VEC(struct piece *) pieces;
	struct map by_identity; /* kind, namespace, name as they were when it was added -> struct piece */
	VEC(struct variable) variables;
	struct configuration configuration;
	VEC(struct kustomize_gap) gaps;
	VEC(const struct kustomize_file *) files;
};

/* One kustomization at work. */
struct building {
	struct kustomize_world *w;
	struct kustomize_build *out;     /* of the outermost: failure goes there */
	const struct kustomize_file *file;
	const struct node *root;
	const char *folder;
	struct heap_of_pieces *heap;
	const struct building *above;    /* that builds on this one, or NULL */
	size_t n_found;                  /* paths of its kustomization that lead to something */
	unsigned depth;
};

/* Note a failure, unless there is one; at may be NULL. */
void build_fail(struct building *b, const struct node *at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The same, where it is a bound of ours that ends the build. */
void build_bound(struct building *b, const struct node *at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
bool build_failed(const struct building *b);

#define VALUES_OF_STEP 8u /* to walk through an object takes less for each value than to look for a name among members */

/* Count steps before they are gone; false: the build has failed, or does so for them. */
bool build_step(struct building *b, const struct node *at, size_t n);

/* Compile a pattern; false: it is none, or, with a failure, one that takes too much memory. */
bool build_pattern(struct building *b, const struct node *at, const char *text, regex_t *out);

/* Count n values more that an operation or a replacement makes; false: the build has failed, or does so for them. */
bool build_copied(struct building *b, const struct node *at, size_t n);

/* Copy what an operation or a replacement puts in place; NULL: the build has failed for it. */
struct node *build_grow(struct building *b, const struct node *n, const struct node *at);

/* May something be there that the build does not see? Then its absence is no failure. */
bool build_is_open(const struct building *b);

void build_gap(struct building *b, enum kustomize_gap_kind kind, const struct node *at, const char *why);

/* The same of a file or folder of which the build sees nothing at its absolute path. */
void build_missing(struct building *b, const struct node *at, const char *path, const char *why);

/* Is the last gap something that changes objects? No part of any is sure then. */
void build_alters(struct building *b);

/* A gap, and that. */
void build_gap_altering(struct building *b, enum kustomize_gap_kind kind, const struct node *at, const char *why);

/* The absolute path of an entry; NULL where it is the address of a file elsewhere or no path. */
const char *build_path(struct building *b, const struct str *text);
const struct kustomize_file *build_file(struct building *b, const char *path);

const struct str *build_key(const struct building *b, const char *text);
const struct node *build_get(const struct building *b, const char *name); /* member of the kustomization; case does not matter */

/* To a build, text that holds a placeholder is text like any other: these find what node_find and node_text pass over. */
const struct node *written_find(const struct node *map, const char *key);
const struct node *setting_find(const struct node *map, const char *name); /* a field of the kustomization's own: case does not matter */
const struct str *written_text(const struct node *n);
const struct node *written_first(const struct node *collection); /* its first child; takes NULL */
const struct str *pair_text(const struct building *b, const struct node *n); /* of a value among labels or annotations of a kustomization: a null is empty */

/* pieces.c: objects as pieces */
struct piece *piece_new(struct building *b, const struct node *root, const struct document *d);
struct piece *piece_clone(struct building *b, const struct piece *p);
struct node *piece_own(struct building *b, struct piece *p); /* its root, made for it alone */
size_t node_count(const struct node *n);                     /* with all below it */
void piece_rename(struct building *b, struct piece *p);      /* names may have changed: work out what it is called */
void piece_keep_name(struct building *b, struct piece *p);   /* note what it is called before names change */
bool identity_same(const struct identity *a, const struct identity *b);
bool piece_is_called(const struct piece *p, const struct identity *i); /* now, or before its name was changed */
const char *identity_ns(const struct identity *i);           /* "default" for none; "" for kinds of the cluster */

/* Add a piece; fails where there is one of its identity. */
void build_add(struct building *b, struct piece *p, const struct node *at);

/* fields.c: paths into objects */
bool field_applies(const struct field *f, const struct piece *p);
/* Visit what the path leads to, through all items of lists; with create what is missing is made, a null at last. */
void field_visit(struct building *b, struct piece *p, const char *path, bool create,
	void (*visit)(struct building *b, struct piece *p, struct node *at, void *context), void *context);
struct node *node_made_null(struct building *b);

/* paths.c: paths of replacements and variables: "metadata.annotations.[a.b/c]", "spec.ports.[name=http].port", "*" */
struct path {
	VEC(const struct str *) steps;
};

struct nodes {
	VEC(struct node *) list;
};

void path_read(struct building *b, const char *text, struct path *p);
void path_divide_indexes(struct building *b, struct path *p); /* "ports[0]", as variables have it, into two steps */
/* The one place that the path leads to, or NULL. */
const struct node *path_lookup(struct building *b, const struct node *root, const struct path *p);
/*
 * Add all places that the path leads to in a made tree; with a value, what is missing is made for it. false: the path cannot be
 * followed, and kustomize refuses that.
 */
bool path_match(struct building *b, struct node *root, const struct path *p, const struct node *value, struct nodes *out);

/* Each built-in change, in kustomize's order. */
void build_patches_merge(struct building *b);
void build_patches(struct building *b);
void build_namespace(struct building *b, const struct node *ns);
void build_affixes(struct building *b, const struct node *prefix, const struct node *suffix);
void build_labels(struct building *b);
void build_annotations(struct building *b);
void build_patches_json(struct building *b);
void build_replicas(struct building *b);
void build_images(struct building *b);
void build_replacements(struct building *b);
void build_generators(struct building *b);
void build_transformers(struct building *b);
void build_variables_read(struct building *b);
bool variable_is_there(const struct building *b, const struct str *name);
void build_configurations(struct building *b);
void configuration_begin(struct configuration *c); /* the built-in fields come now, behind those that are there */

/* ... and at the very end. */
void build_hashes(struct building *b);
void build_references(struct building *b);
void build_variables(struct building *b);

/* Do labels and annotations fit these selectors, which may be NULL? */
bool labels_match(const struct str *selector, const struct node *labels);

/* Laying a patch over an object; false: the object is deleted. */
bool merge_strategic(struct building *b, struct piece *p, const struct node *patch);
/* Merging lists whose items are told apart by one or two of their members. */
struct keyed {
	struct building *b;
	const char *keys[2]; /* the second may be NULL */
	struct node *(*merge)(void *context, struct node *own, const struct node *patch); /* either may be NULL; NULL: it goes */
	void *context;
};

/* Lay a patch's list, or NULL, over a made list. */
void keyed_merge(const struct keyed *k, struct node *list, const struct node *patch);

/* A member below n whose key is written as a number, a boolean or a null, or NULL: kustomize cannot write such maps. */
const struct node *odd_key(const struct node *n);

/* A copy of what is written, as kustomize reads it: yes, no, on, off, y and n are texts. */
struct node *build_copy(struct building *b, const struct node *n);

/* JSON 6902; false, with a failure, where an operation cannot be done. */
bool patch_operations(struct building *b, struct piece *p, const struct node *operations);

/* Set a text in place of a node of a made tree; by names what does it. */
void node_set_text(struct building *b, struct node *at, const struct str *text, struct span from, const char *by);

/* Do the built-in fields hold f still, beside those that a kustomization's own configurations add? */
bool field_stands(const struct field *f, const struct fields *own);

/* Refuse a kustomization whose fields are not what kustomize reads into them. */
void build_check_shape(struct building *b);

#endif
