#ifndef RULES_L4_H
#define RULES_L4_H
/*
 * Routes of connections that compete for the servers of a Gateway: of several tcp routes istiod takes the first, and of tls
 * routes those with an SNI host that is taken already are skipped (pilot networking/core/gateway.go
 * buildGatewayNetworkFiltersFromTCPRoutes, buildGatewayNetworkFiltersFromTLSRoutes). It looks at the port and the gateways of
 * a match only; VirtualServices come by age, which is unknown, and their routes in the order of the text.
 */
#include "base/str.h"
#include "lint/rule.h"
#include "world/gateway.h"
#include "world/virtualservice.h"

/* A route that a server uses for certain, if no other one comes first. */
struct l4_use {
	const struct virtualservice *vs;
	const struct node *rule;   /* the tcp or tls item */
	const struct node *block;  /* the first match block that fits; of tls each of them; NULL: the rule has none */
	const struct server *server;
	const struct str *gateway; /* its key */
};

struct l4_uses {
	const struct l4_use *at;   /* by VirtualService, in the order of the text */
	size_t n;
};

/*
 * Call judge for each server of an Istio Gateway that serves this kind alone (tcp or tls) and has routes. with
 * is handed on.
 */
void l4_uses_each(struct pass *p, enum route_kind kind, void *with,
	void (*judge)(struct pass *p, const struct l4_uses *uses, void *with));

#endif
