#ifndef RULES_CANARIES_H
#define RULES_CANARIES_H
/*
 * Canaries of Flagger as its controller reads them where it makes objects of Istio (flagger pkg/router/istio.go): for each a VirtualService, and two
 * DestinationRules, in the Canary's namespace.
 */
#include "lint/rule.h"

/*
 * Does Flagger surely write objects of Istio for it: is that its provider, or has it none of its own and settings that no other one has? And does it write
 * them at all?
 */
bool canary_is_istios(const struct resource *r);

/* What Flagger names its objects after: service.name, or the name of the target. NULL: not known. */
const struct node *canary_name(const struct resource *r);

/* Is its VirtualService one for others to delegate to, without hosts? */
bool canary_is_delegate(const struct resource *r);

#endif
