#ifndef TEST_MESH_TRAFFIC_QUERY_H
#define TEST_MESH_TRAFFIC_QUERY_H
/*
 * The questions about traffic: gateways, VirtualServices, DestinationRules,
 * PeerAuthentications, routes. Each is described where it is answered.
 */
#include "test/world_case.h"

/* Ends with name NULL. */
extern const struct mesh_query mesh_traffic_queries[];

#endif
