#ifndef TREE_KUSTOMIZE_H
#define TREE_KUSTOMIZE_H
/*
 * What "kustomize build" makes of a folder, with the place of every value kept: in the base, the patch or the
 * kustomization that wrote it.
 *
 * Behaves as sigs.k8s.io/kustomize 5 with --load-restrictor LoadRestrictionsNone; objects come in the order of
 * accumulation. What cannot be had offline (remote resources, charts, plug-ins) becomes a gap, and the rest is built.
 * Builds of one world share what their bases make: a world belongs to one thread.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "doc/load.h"
#include "doc/node.h"

#define KUSTOMIZE_MOST_NODES 20000000u /* made in one world */
#define KUSTOMIZE_MOST_COPIED 2000000u  /* of them, by operations of patches and by replacements */
#define KUSTOMIZE_MOST_STEPS 10000000u  /* objects, fields and members that are looked at for all changes of one world ... */
#define KUSTOMIZE_STEPS_MORE 100000u    /* ... and for each build of it */
#define KUSTOMIZE_MOST_STATES 100000    /* of a pattern */
#define KUSTOMIZE_MOST_DEPTH 32        /* kustomizations that build on each other */

struct kustomize_file {
	const char *absolute, *name;
	const struct source *source;
	const struct document *documents; /* n_documents */
	size_t n_documents;
	bool kustomization;
	bool usable;                      /* its documents are all that is in it */
};

/* What builds see of the file system. The caller fills all but the last part. */
struct kustomize_world {
	struct arena *arena;
	struct pool *pool;
	struct load *load;                /* for patches in texts */
	void *context;
	const struct kustomize_file *(*file)(void *context, const char *absolute);        /* NULL: there is no such file */
	const struct kustomize_file *(*kustomization)(void *context, const char *folder); /* the folder's own, or NULL */
	bool (*bytes)(void *context, const char *absolute, const char **bytes, size_t *n); /* of any file; false: not to be had */
	bool (*refused)(void *context, const char *absolute); /* does it lead to where nothing may be read? NULL: nothing does */

	struct map memo;                  /* private: folder -> what it makes */
	struct map traits;                /* private: apiVersion, kind -> what follows from them */
	struct map paths;                 /* private: path of a field -> its steps */
	size_t n_nodes, n_copied, n_steps; /* private: made so far; gone so far */
	size_t n_built;                   /* private: kustomizations */
};

struct kustomize_object {
	const struct node *root;          /* made, or, where nothing changes it, the file's own */
	const struct document *document;  /* that its root is written in */
};

enum kustomize_gap_kind {
	KUSTOMIZE_REMOTE,
	KUSTOMIZE_CHART,
	KUSTOMIZE_PLUGIN,
	KUSTOMIZE_MISSING, /* a file that is not there, or cannot be read whole */
};

/* Something that the build lacks. */
struct kustomize_gap {
	enum kustomize_gap_kind kind;
	const struct node *at;
	const char *why;                  /* a sentence part */
	const struct str *ns;             /* the namespace that it goes into, or NULL */
	const char *missing;              /* the absolute path of which the build sees nothing; NULL: there is something, or it may be elsewhere */
	size_t n_found;                   /* ... and how many other paths of the same kustomization lead to something */
	bool refused;                     /* for it leads to where nothing may be read */
	bool alters;                      /* a change of the objects: what it makes of any of them is not known */
};

struct kustomize_build {
	VEC(struct kustomize_object) objects;
	VEC(struct kustomize_gap) gaps;
	VEC(const struct kustomize_file *) files; /* that it read, each once */
	bool failed;                      /* kustomize would refuse it; objects are those as far as it went */
	bool bounded;                     /* failed, but for a bound of ours: kustomize may build it */
	const struct node *failed_at;     /* may be NULL */
	const char *failure;              /* one line, no full stop */
};

/* Build the kustomization of an absolute folder. */
void kustomize_build(struct kustomize_world *w, const char *folder, struct kustomize_build *out);

#endif
