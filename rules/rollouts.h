#ifndef RULES_ROLLOUTS_H
#define RULES_ROLLOUTS_H
/*
 * The Istio objects whose traffic the controller of Argo Rollouts moves (argo-rollouts rollout/trafficrouting/istio and utils/istio): what a Rollout
 * names, for the rules of its family.
 */
#include "lint/rule.h"

/* spec.strategy.canary.trafficRouting.istio, or NULL; and spec.strategy.canary. */
const struct node *rollout_istio(const struct resource *r);
const struct node *rollout_canary(const struct resource *r);

/* The object as it will be applied beside the Rollout, or NULL. */
const struct resource *rollout_object(struct pass *p, const struct resource *r, enum kind kind, const struct str *ns, const struct str *name);

/* A VirtualService that a Rollout names. */
struct rollout_route {
	const struct resource *rollout;
	const struct node *node;         /* the item, or the one block */
	const struct node *at;           /* its name as written */
	const struct str *ns, *name;     /* as the controller reads it: of "a.b.c" c is the namespace */
	const struct resource *found;    /* NULL: not in the tree, or not known as it will be applied */
};

/* Each that has a name; of a Rollout that has both virtualService and virtualServices, which the controller refuses, none. */
void rollout_routes_each(struct pass *p, const struct resource *r, void (*judge)(struct pass *p, const struct rollout_route *route));

/* The DestinationRule that it names; NULL as for found. */
const struct resource *rollout_rule(struct pass *p, const struct resource *r);

/* The HTTP routes of a VirtualService; NULL where it has none, or not all are known. */
const struct node *rollout_http(const struct resource *vs);

/* The HTTP route of this name, or NULL. */
const struct node *rollout_http_named(const struct node *http, const struct str *name);

#endif
