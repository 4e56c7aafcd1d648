#ifndef RULES_RESERVED_H
#define RULES_RESERVED_H
/* Ports that the proxy of every sidecar listens on itself. */
#include <stdint.h>

/*
 * What the sidecar itself listens on this port for ("health checks"), on all addresses and by default: NULL where it does not. istiod
 * makes no listener for HTTP on it (pilot model/context.go conflictWithReservedListener), and nothing else in the pod can listen there.
 */
const char *reserved_use(uint32_t number);

#endif
