#ifndef LINT_CONFIG_KEYS_H
#define LINT_CONFIG_KEYS_H
/*
 * The keys of the configuration file: the one description that reading it, its JSON Schema and "meshlint config" are
 * made from. For these alone.
 */
#include <stddef.h>

#include "lint/value.h"

/* What libcyaml fills. */
struct config_list {
	char **at;
	unsigned n;
};

struct config_chart {
	char *path, *release, *ns;
	struct config_list values;
};

struct config_raw {
	struct config_list select, ignore, exclude, external;
	char *world, *ns, *root_namespace, *cluster_domain, *istio_version, *mesh_config, *baseline;
	char **severity, **namespaces;                 /* one for each name */
	struct config_list *file_ignores, *meshes;
	struct config_chart *charts;
	unsigned n_charts;
};

enum config_want {
	WANT_TEXT,
	WANT_TEXTS,     /* a list of texts */
	WANT_RULES,     /* a list of words that name rules */
	WANT_LEVELS,    /* a mapping from rules to severities */
	WANT_TEXT_MAP,  /* a mapping from globs to texts */
	WANT_RULES_MAP, /* ... from globs to lists of words that name rules */
	WANT_PATHS_MAP, /* ... from names to lists of files, folders and globs */
	WANT_CHARTS,    /* a list of mappings with the keys of charts */
};

struct config_key {
	const char *name;
	enum config_want want;
	enum value_sort value;  /* of the texts */
	size_t offset;          /* in struct config_raw, or struct config_chart */
	const char *about;      /* a sentence */
	const char *otherwise;  /* what holds where nothing is set; NULL: nothing does */
};

extern const struct config_key config_keys[], config_chart_keys[];
extern const size_t n_config_keys, n_config_chart_keys;

#endif
