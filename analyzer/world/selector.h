#ifndef WORLD_SELECTOR_H
#define WORLD_SELECTOR_H
/*
 * Kubernetes label selectors (matchLabels and matchExpressions) held against
 * one object's labels: for webhooks, whose selectors speak of namespaces and pods.
 */
#include "world/mesh.h"
#include "world/workload.h"

/* Labels that are put together for a question. */
struct label_set {
	const struct str *keys[8], *values[8];
	size_t n;
};

/* NULL and an empty selector match everything; what no API server would take is UNKNOWN. */
enum truth selector_matches_set(const struct node *selector, const struct label_set *labels);

/* Does the namespace have the labels? UNKNOWN, where it lacks some, for one whose Namespace object is not in the tree. */
enum truth selector_matches_namespace(const struct mesh *m, const struct node *selector, const struct str *ns);

/* Does the workload's pod? Labels that only run time sets are UNKNOWN. */
enum truth selector_matches_pod(const struct node *selector, const struct workload *w);

#endif
