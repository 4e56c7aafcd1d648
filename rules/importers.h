#ifndef RULES_IMPORTERS_H
#define RULES_IMPORTERS_H
/*
 * The sidecars of a namespace by the Sidecars in force at them, for rules about what these do not import; and DestinationRules that
 * are for the clients of their own namespace alone.
 */
#include "base/map.h"
#include "lint/rule.h"
#include "world/destinationrule.h"

/* What is in force at the sidecars of a namespace. */
struct importers {
	const struct resource *const *at; /* each Sidecar once, in scratch */
	size_t n;
	bool known;    /* there is a sidecar, and of all workloads that may have one it is known which Sidecar is in force */
	bool gateways; /* there is, or may be, a gateway among the workloads: it knows all services */
};

/* labels: of those workloads alone that may have them; NULL: of all. The effort grows with the number of workloads. */
struct importers namespace_importers(struct pass *p, const struct str *ns, const struct node *labels);

/* The same of all its workloads, found once and kept: known is one map of a visit. */
const struct importers *namespace_importers_kept(struct pass *p, struct map *known, const struct str *ns);

/* A service of the rule's host, if none is in the rule's namespace or may be: only clients of that namespace then look there for it. NULL. */
const struct service *destinationrule_service_elsewhere(struct pass *p, const struct destinationrule *rule);

#endif
