#ifndef TRAFFIC_TRAFFIC_H
#define TRAFFIC_TRAFFIC_H
/*
 * What istiod makes of a mesh, asked one request at a time. Three-valued: what files cannot tell ends as
 * OUTCOME_UNDECIDED, with what would have to be known. Sources: pilot/pkg/networking/core and pilot/pkg/model of istiod.
 */
#include "traffic/answer.h"
#include "traffic/request.h"
#include "world/mesh.h"

/* Follow the request through the mesh; *out is overwritten, and lives in the arena. */
void traffic_follow(const struct mesh *m, const struct request *r, struct arena *arena, struct answer *out);

#endif
