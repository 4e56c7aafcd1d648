#ifndef LINT_CHECKS_H
#define LINT_CHECKS_H
/*
 * Every object held against the schema of its kind: meshlint's own, or that of a
 * CustomResourceDefinition in the tree or among --crd. For lint only.
 */
#include "lint/crew.h"
#include "lint/input.h"
#include "lint/settings.h"
#include "tree/tree.h"

struct checks {
	const struct resource *const *crds; /* of --crd, n_crds: to be set by the caller */
	size_t n_crds;

	/* What --mesh-config and --mesh-networks hold; NULL where not given or broken. Set by checks_run. */
	const struct node *mesh_config;
	const struct node *mesh_networks;
};

/* Check all objects that somebody applies, and the user's mesh configuration; findings go to the crew's sinks and the input's. */
void checks_run(struct checks *c, struct input *in, const struct settings *s,
	const struct tree *tree, struct map *marks, struct crew *crew);

#endif
