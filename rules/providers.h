#ifndef RULES_PROVIDERS_H
#define RULES_PROVIDERS_H
/*
 * Extension providers: what names them, what they are good for, and the
 * services behind them; judged once for the rules that report it.
 */
#include "lint/rule.h"
#include "world/config.h"
#include "world/service.h"

/* What a provider is named for. */
enum provider_use {
	PROVIDER_AUTHORIZES,
	PROVIDER_TRACES,
	PROVIDER_MEASURES,
	PROVIDER_LOGS,
};

enum provider_fault {
	PROVIDER_UNKNOWN, /* no provider has this name */
	PROVIDER_UNFIT,   /* it has, but is good for something else */
};

/* Is it of a kind that does this, in some release of Istio? True where its kind is not known. */
bool provider_does(const struct provider *provider, enum provider_use use);

/* Report the providers of a Telemetry that have this fault. */
void providers_of_telemetry(struct pass *p, const struct resource *r, enum provider_fault fault);

/* Report the mesh's defaultProviders that have this fault. */
void providers_by_default(struct pass *p, const struct mesh *m, enum provider_fault fault);

/*
 * Call judge for each provider that something uses: a Telemetry, an AuthorizationPolicy of action CUSTOM, or
 * defaultProviders. istiod looks for the service of no other.
 */
void providers_in_use(struct pass *p, const struct mesh *m, void (*judge)(struct pass *p, const struct provider *provider));

/* The object that the mesh configuration is reported in: one made up where the user gave it as a file. */
const struct resource *config_holder(struct pass *p, const struct resource *written_in, const struct node *config);

/* A provider's service, as istiod looks it up. */
struct provider_service {
	const struct node *at, *port_at; /* fields service and port */
	const struct str *text;
	struct services found;           /* those of exactly this host, in the namespace where one is written */
	enum truth exists;
	const struct resource *meant;    /* NO: the Service that a short or partial name means, where only one does */
};

/* False where the provider names none. */
bool provider_look_up(struct pass *p, const struct provider *provider, struct provider_service *out);

#endif
