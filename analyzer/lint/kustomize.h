#ifndef LINT_KUSTOMIZE_H
#define LINT_KUSTOMIZE_H
/*
 * The kustomizations of the tree and what they bring and change. For
 * lint/surroundings.c and lint/patch.c alone.
 *
 * Nothing is built: where all kustomizations that build on one agree, what
 * they do to names, labels and namespaces is known; else it is not, and says so.
 */
#include "base/map.h"
#include "lint/input.h"

/* What is told of a namespace. */
struct told {
	const struct str *ns;  /* NULL: nothing, or contradictions */
	bool forced;
	bool contradictory;
};

/* Two tellers speak of the same thing: they agree, one is silent, or nothing is known. */
struct told told_join(struct told a, struct told b);

/* A label that a kustomization adds to all that it brings. */
struct added_label {
	const struct node *value;
	bool selectors, templates; /* of these objects too */
};

/* What becomes of the names and labels of objects. */
struct change {
	const struct str *prefix, *suffix; /* NULL: none */
	VEC(struct added_label) labels;
	bool unsure_names, unsure_labels;  /* those that build on it disagree */
};

enum progress {
	NOT_YET,
	UNDER_WAY,
	DONE,
};

struct kustomization {
	struct input_file *file;
	const struct node *root;
	const char *folder;                 /* absolute */
	uint32_t number;
	bool component;
	VEC(struct kustomization *) users;  /* those that build on it */
	VEC(struct kustomization *) bases;  /* those that it builds on, components too */
	VEC(struct input_file *) files;     /* that it lists as resources */
	const struct node *notice;          /* the first patch or component that it lists, or NULL */
	size_t met;                         /* the last search that came by */
	enum progress told_progress, change_progress, roots_progress;
	struct told told;
	struct change change;
	VEC(uint32_t) roots;                /* numbers of the outermost ones that build on it, sorted */
};

struct kustomize {
	struct input *in;
	struct arena *arena;
	struct map files;          /* absolute path -> struct input_file */
	struct map folders;        /* absolute folder with files somewhere below -> itself */
	struct map by_folder;      /* absolute folder -> struct kustomization */
	struct map charts;         /* absolute folder of a Chart.yaml -> its struct input_file */
	struct map listed;         /* input_file -> struct listing: who lists it */
	size_t searches;
	VEC(struct kustomization) all;
};

struct listing {
	VEC(struct kustomization *) by;
};

/* Fill files and folders; does nothing when that is done. */
void kustomize_index(struct kustomize *k);

/* Find and link all kustomizations of the input. */
void kustomize_read(struct kustomize *k);

/* The absolute path of an entry, or NULL where it is a URL or no path. */
const struct str *kustomize_path(struct kustomize *k, const struct kustomization *of, const struct node *entry);

/* The names and labels of what a file holds; what becomes of them. */
struct change kustomize_change(struct kustomize *k, const struct listing *by);

/*
 * A file that no kustomization lists though one lies in a folder above it, or that is part of a
 * Helm chart, is applied with nothing outside: the root that stands for that, for files of one chart the same.
 */
const uint32_t *kustomize_alone(struct kustomize *k, const struct input_file *f, uint32_t *n);

/* The roots that bring the file; NULL and 0 where none does. They live in the input's arena. */
const uint32_t *kustomize_roots(struct kustomize *k, const struct listing *by, uint32_t *n);

/* The namespace that a kustomization's outcome has. folder_told tells what others say of a folder. */
struct told kustomize_told(struct kustomize *k, struct kustomization *of,
	struct told (*folder_told)(void *context, const char *folder), void *context);

/* Add to the input's gaps what kustomizations bring that the run does not read: URLs, charts, generated Secrets. */
void kustomize_gaps(struct kustomize *k, struct told (*folder_told)(void *context, const char *folder), void *context);

/* Visit each file that a kustomization brings, its bases' included, once. */
void kustomize_each(struct kustomize *k, struct kustomization *of,
	void (*visit)(void *context, struct input_file *f), void *context);

#endif
