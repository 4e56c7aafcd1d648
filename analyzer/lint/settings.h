#ifndef LINT_SETTINGS_H
#define LINT_SETTINGS_H
/*
 * Everything that a user can set about a run: the configuration file and the
 * command line both write here. All texts live in the arena they were read into.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"
#include "lint/select.h"
#include "source/fence.h"
#include "source/path.h"
#include "source/source.h"
#include "type/releases.h"
#include "world/mesh.h"

struct baseline;

struct glob_words {
	const char *glob;
	struct words words;
};

struct glob_namespace {
	const char *glob;
	const char *ns;
};

struct mesh_paths {
	const char *name;
	struct words paths; /* files, folders or globs */
	struct span at;     /* where the configuration names it */
};

/* A chart that "--render" renders with the user's own helm. */
struct chart_release {
	const char *path;      /* of its folder, absolute */
	const char *release;   /* what "helm install" would call it */
	const char *ns;        /* NULL: not told */
	struct words values;   /* files, absolute */
	struct span at;        /* where the configuration names the chart */
};

/* Something that the configuration file says, one for each item and entry. */
struct setting_origin {
	const char *key;    /* of the file: "namespaces" */
	const char *entry;  /* the glob, rule or mesh that it is said of; NULL: the key has none */
	const char *value;
	struct span at;
};

enum settings_layer {
	LAYER_FILE,
	LAYER_COMMAND,
	N_LAYERS
};

struct settings {
	struct layer layers[N_LAYERS];
	struct severity_wishes severities;
	struct words exclude;             /* of the command line: relative to the working folder */
	struct words external;
	struct words units;               /* findings of these alone; empty: of all */
	struct words crds;                /* files and folders with CustomResourceDefinitions */
	bool render;                      /* run helm for the charts below */
	bool follow_links;                /* ... and paths in files that lead out of the tree */
	bool no_inline_ignore;            /* comments and annotations silence nothing */
	bool world_set;
	enum world world;
	const char *ns;                   /* -n: of resources that name none; NULL: not told */
	const char *root_namespace;       /* each NULL where not told */
	const char *cluster_domain;
	uint32_t release_major, release_minor; /* of Istio; 0.0: the newest known */
	const char *mesh_config;          /* files, as the program opens them */
	const char *mesh_networks;
	const char *baseline;             /* a file, likewise; NULL: none */
	struct span baseline_at;          /* where the configuration file names it; else without a source */
	const struct baseline *known;     /* what it says, once it is read */

	VEC(struct span) refused;         /* paths in a configuration that was found, and itself, which lead out of the tree */

	/* From the configuration file alone; paths and globs are relative to its folder. */
	const char *folder;               /* absolute; NULL where there is no file */
	struct words folder_exclude;
	const char *folder_ns;            /* its "namespace": counts where no glob of "namespaces" does */
	VEC(struct glob_words) file_ignores;
	VEC(struct glob_namespace) namespaces;
	VEC(struct mesh_paths) meshes;
	VEC(struct chart_release) charts;
	VEC(struct setting_origin) origins; /* in the order of the file */
};

/* "1.24" as major and minor; false where it is neither that nor "1.24.3". */
bool release_parse(const char *text, uint32_t *major, uint32_t *minor);

/* Do the schemas and rules know this release of Istio? */
bool release_is_known(uint32_t major, uint32_t minor);

/* "auto", "closed", "open". */
bool world_parse(const char *text, enum world *out);

#endif
