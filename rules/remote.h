#ifndef RULES_REMOTE_H
#define RULES_REMOTE_H
/*
 * Where Istio's webhooks lead when the control plane is outside of the cluster.
 */
#include "lint/rule.h"

/* Do webhooks of this object lead to istiod, as its charts name them? */
bool leads_to_istiod(const struct resource *configuration);

/* The host of an https URL as the API server takes it for a webhook, in scratch; NULL where it takes it not. */
const char *webhook_url_host(const struct str *url, struct arena *scratch);

#endif
