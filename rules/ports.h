#ifndef RULES_PORTS_H
#define RULES_PORTS_H
/*
 * The ports that routes lead to, for the rules that hold them against the
 * ports of services.
 */
#include "lint/rule.h"
#include "world/service.h"
#include "world/virtualservice.h"

/* The services with exactly the destination's host; none where it has none or they are not certain. */
struct services destination_services(struct pass *p, const struct destination *d);

/* Does one of them have the port? NO only where all their ports are known. */
enum truth services_have_port(const struct services *s, uint32_t number);

/* "9080" or "80, 443 and 9090", in scratch. */
const char *services_port_list(struct pass *p, const struct services *s);

/*
 * Report the destinations of r that name no port though the service has
 * several, so that the port is taken on which the request came in. which NO: those where the service
 * has none of the ports that requests come in on; UNKNOWN: the others.
 */
void destinations_without_port(struct pass *p, const struct resource *r, enum truth which);

#endif
