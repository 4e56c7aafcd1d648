#ifndef RULES_WEBHOOKS_H
#define RULES_WEBHOOKS_H
/*
 * The webhooks in a Mutating- or ValidatingWebhookConfiguration, and which of
 * them are Istio's.
 */
#include "lint/rule.h"
#include "world/workload.h"

/* The first webhook of the configuration; node_next gives the others. */
const struct node *webhooks_first(const struct resource *configuration);

/* Is the webhook one of Istio's injectors, by its name? */
bool webhook_injects(const struct node *webhook);

/* Does it call for the creation of pods? Rules that are not written are taken for such. */
bool webhook_is_for_pods(const struct node *webhook);

/* Can all be judged that says whom it is called for? */
bool webhook_is_readable(const struct node *webhook);

/* Is it called for the workload's pods, by its selectors? */
enum truth webhook_matches(const struct mesh *m, const struct node *webhook, const struct workload *w);

/* Has some webhook of the configuration a name of Istio's, or a selector that names a revision? */
bool webhooks_are_istios(const struct resource *configuration);

/* Call take with each revision that the configuration names by label or selector. */
void webhooks_revisions(const struct resource *configuration, void (*take)(void *context, const struct str *revision),
	void *context);

#endif
