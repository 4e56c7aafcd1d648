#ifndef TRAFFIC_MADE_H
#define TRAFFIC_MADE_H
/*
 * The rules of VirtualServices that istiod makes of routes of the Gateway API, from inside: for virtualservice.c and forward.c alone.
 */
#include "traffic/route.h"

/* Those of a kind, with one match each, in istiod's order. */
void made_rules(const struct mesh *m, const struct virtualservice *vs, enum route_kind kind, struct arena *arena, struct route *out);

/*
 * Which of two such rules goes first, by what they match (the API's rules of precedence): <0 the first; 0 where the age of their routes, and in one
 * route their place, decides.
 */
int made_precedence(const struct route_rule *a, const struct route_rule *b);

#endif
