#ifndef RULES_BACKENDS_H
#define RULES_BACKENDS_H
/*
 * References to backends in routes of the Gateway API, for the rules that hold them against services and ReferenceGrants.
 */
#include "lint/rule.h"
#include "world/virtualservice.h"

/* Each backendRef of r's rules that gets requests, and those that get copies. */
void backends_each(struct pass *p, const struct resource *r, void (*judge)(struct pass *p, const struct resource *r, const struct node *ref));

/*
 * The Service that a backendRef names, as a destination: text is its name, host_node and port_node are those of the reference. False: it is none, or its name
 * is not that of a Service.
 */
bool backend_service(struct pass *p, const struct resource *r, const struct node *ref, struct destination *out);

/* "HTTPRoute" and so on: the kinds of routes that have backends. */
#define KINDS_OF_ROUTES (KIND_BIT(KIND_HTTP_ROUTE) | KIND_BIT(KIND_GRPC_ROUTE) | KIND_BIT(KIND_TLS_ROUTE) | KIND_BIT(KIND_TCP_ROUTE))

#endif
