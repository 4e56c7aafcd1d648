#ifndef TEST_TRAFFIC_QUERY_H
#define TEST_TRAFFIC_QUERY_H
/*
 * Questions about requests, for want.txt of the cases of testdata/traffic:
 *   arrives WORKLOAD.NS PORT TLS IDENTITY METHOD URL HEADERS -> OUTCOME [NS/POLICY PATH] [REASON] [; what is unknown ...]
 * "-" is none; HEADERS are name=value;name=value with + for blanks, and @=ADDRESS is where the request comes from.
 */
#include "test/world_case.h"

extern const struct mesh_query traffic_queries[];

#endif
