#ifndef TREE_TREE_H
#define TREE_TREE_H
/*
 * What the files of a run are together: the units that somebody applies as a whole, the applications that
 * end up in one cluster, and what stays open in each.
 *
 * A repository is not one mesh: it holds overlays that are alternatives, lessons, environments, charts. That an object
 * is missing, or that two contradict each other, is said only of objects of one application. Whatever
 * is anywhere in the tree may excuse a reference (tree.everything).
 *
 * Made in one call after all files are read. Nothing that was read is changed. All memory is the arena's; what is wrong
 * with the input is in the units.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "doc/load.h"
#include "object/objects.h"
#include "tree/applied.h"
#include "tree/kustomize.h"

/* A file of the run. The caller fills the first part. */
struct tree_file {
	struct kustomize_file file; /* usable: it was read whole */
	bool input;                 /* standard input */
	bool dropped;               /* some of its documents are not kept (doc/node.h) */
	bool context;               /* outside of the paths given, read because a build needs it */
	enum applied applied;       /* is it applied to a cluster at all? */
	const enum applied *by_document; /* the same of each document; NULL: as the file */
	unsigned tells;             /* see applied_telling */
	bool by_test;               /* a test beside it applies it: alone, perhaps as a change of what is there */
	const char *release;        /* "helm release shop": the file is what helm makes of the chart in its folder; NULL: it is read as it is */
	bool rendered;              /* part of a chart whose rendering is among the files */
	const struct str *ns;       /* of objects that name none, by the user's word (-n, the configuration); NULL: untold */

	struct unit *unit;          /* the first that brings it; NULL: no unit does */
	bool raw;                   /* its objects were added as they are written */
	size_t first, n;            /* ... to tree.everything */
};

enum unit_kind {
	UNIT_KUSTOMIZATION, /* what "kustomize build" makes of a folder */
	UNIT_DIRECTORY,     /* a folder that Argo CD or Flux applies as it is */
	UNIT_CHART,         /* a Helm chart: what helm makes of it where the caller has that, else its plain files */
	UNIT_HELMFILE,      /* the releases of a Helmfile */
	UNIT_FOLDER,        /* plain files of a folder */
	UNIT_INPUT,         /* standard input */
	N_UNIT_KINDS
};

/* Where something in the tree deploys a chart of the tree to; NULL: untold. */
struct chart_places {
	VEC(const struct str *) namespaces;
};

/* Something that a unit brings, or may bring, and that is not in the tree. */
struct unit_gap {
	const struct str *ns;  /* into this namespace; NULL: into any that the unit has to do with */
	bool secrets;          /* Secrets alone; else anything */
	const char *why;       /* a sentence part */
	struct span at;        /* where it is told */
	bool refused;          /* the path there leads to where nothing may be read */
	const char *missing;   /* it is an absolute path of a kustomization at which the tree has nothing; NULL: it is another sort of gap */
	size_t n_found;        /* ... and how many other paths of that kustomization lead to something */
};

struct unit {
	enum unit_kind kind;
	const char *name;            /* its folder as the user would give it; "<stdin>" */
	const struct str *folder;    /* absolute */
	struct span at;              /* its kustomization, Chart.yaml, ...; without a source where it has none */
	const struct str *ns;        /* of all its objects, or of those that name none; NULL: untold */
	bool ns_forced;
	const char *deployed_by;     /* "Application shop" of Argo CD, "Kustomization apps" of Flux, "helm release shop"; NULL: nothing in the tree */
	const void *root;            /* units of one root go to one cluster together; NULL: alone */
	bool judged;                 /* false: part of others (a component that nobody uses), or not read */
	bool open;                   /* names and parts of its objects are not known: it could not be built */
	const char *failure;         /* why it could not be built, or NULL */
	bool bounded;                /* for a bound of ours, that is */
	struct span failed_at;
	VEC(struct resource *) resources;
	VEC(struct unit_gap) gaps;
	size_t n_files;
};

/* Resources that end up in one cluster together: what is missing among them, or contradicts, does so for all we know. */
struct application {
	const char *name;            /* for people: the first unit's, or a folder */
	VEC(const struct resource *) resources;
	VEC(const struct unit_gap *) gaps; /* of its units */
};

struct tree {
	struct arena *arena;
	struct pool *pool;
	struct load *load;           /* for YAML inside of texts */
	const char *working;         /* the absolute working folder, which names are relative to */
	struct tree_file *(*fetch)(void *context, const char *absolute); /* read a file that the paths given do not hold */
	void (*complete)(void *context, struct tree_file *f); /* read again what was dropped */
	bool (*bytes)(void *context, const char *absolute, const char **bytes, size_t *n);
	bool (*refused)(void *context, const char *absolute); /* does it lead to where nothing may be read? NULL: nothing does */
	void *context;
	bool joined;                 /* all of it is one application, but for units that contradict each other */

	VEC(struct tree_file *) files; /* filled by the caller, in the order of their names */

	VEC(struct unit *) units;      /* in the order in which they were found */
	VEC(struct application *) applications;
	struct map charts;             /* absolute folder of a chart -> struct chart_places */
	struct objects everything;     /* each object of the tree at least once, what nobody applies and what builds are made of included */
	size_t n_judged;               /* the resources of judged units */

	/* Private. */
	struct map by_path;            /* absolute path -> struct tree_file */
	struct map absent;             /* absolute path that could not be fetched -> anything */
	struct map by_source;          /* source -> struct tree_file */
	struct map by_folder;          /* absolute folder -> the struct tree_file of its kustomization */
	struct map folders;            /* absolute folder with files somewhere below -> itself */
	struct tree_file **sorted;     /* files, what is in a folder together; NULL before anybody asked */
	struct map unit_by_folder;     /* folder, namespace -> struct unit */
	struct map deployed;           /* absolute folder -> the first struct deployment of it */
	struct kustomize_world world;
};

/* Find the units and applications. */
void tree_build(struct tree *t);

/* Is the object written in a file that is a copy of what others release? */
bool tree_holds_copy(const struct tree *t, const struct resource *r);

/* "kustomization", "directory", "chart", ... */
const char *unit_kind_name(enum unit_kind kind);

#endif
