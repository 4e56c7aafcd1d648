#ifndef RULES_ROLLOUTS_H
#define RULES_ROLLOUTS_H
/*
 * The Istio objects whose traffic the controller of Argo Rollouts moves (argo-rollouts rollout/trafficrouting/istio and utils/istio): what a Rollout
 * names, for the rules of its family.
 */
#include "lint/rule.h"
#include "world/virtualservice.h"

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

/* The rules for HTTP, TLS or TCP of a VirtualService, and what picks those that the controller changes. */
struct rollout_rules {
	const struct rollout_route *route;
	enum route_kind kind;
	const struct node *all;          /* spec.http, tls or tcp: each rule is known */
	const struct node *picks;        /* routes, tlsRoutes or tcpRoutes with an item at least; else NULL */
	bool picks_none;                 /* it is empty or missing: the controller changes the only rule, and refuses the Rollout where there are several */
};

/* Each of the three that the VirtualService has; one that it lacks the controller passes over, whatever picks. */
void rollout_rules_each(struct pass *p, const struct rollout_route *route, void (*judge)(struct pass *p, const struct rollout_rules *rules));

/*
 * Does the item of picks mean the rule: an HTTP rule by its name, one for TCP where its match blocks have this port and no other, one for TLS
 * where they have besides just these SNI hosts? UNKNOWN where not all of the rule or the item is known.
 */
enum truth rollout_picks(const struct rollout_rules *rules, const struct node *pick, const struct node *rule);

#endif
