#ifndef RULES_INJECTION_H
#define RULES_INJECTION_H
/*
 * What the rules on injection, webhooks and workloads ask of namespaces and pods besides
 * what the mesh answers.
 */
#include "lint/rule.h"
#include "world/workload.h"

/*
 * Is the Pod one of a cluster, rather than a manifest that the injector will still change? It
 * is where it has run already, or where the tree is said to be all there is.
 */
bool pod_is_live(const struct mesh *m, const struct resource *pod);

/* Does the namespace say nothing on injection and ambient mode, though it might? Those of Kubernetes and of istiod do not count. */
bool namespace_is_silent(const struct mesh *m, const struct resource *ns);

/* Does the injector take namespaces that say nothing? NO where its configuration is in the tree without that. */
enum truth injects_by_default(const struct mesh *m);

/* Does the object belong to the control plane: a label "istio", or "release: istio"? */
bool is_control_plane(const struct resource *r);

#endif
