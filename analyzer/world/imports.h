#ifndef WORLD_IMPORTS_H
#define WORLD_IMPORTS_H
/*
 * Which hosts the sidecars of a namespace know: those that the egress hosts of their Sidecar import, and those that a
 * VirtualService leads to (pilot/pkg/model/sidecar.go). Gateways have no Sidecar and know all.
 */
#include "base/truth.h"
#include "world/mesh.h"

/*
 * Do sidecars of the namespace know the host (expanded)? By the one Sidecar that is for the whole namespace or, where it has none,
 * for the whole mesh. YES where there is no such Sidecar, or a VirtualService names the host; UNKNOWN where there are several.
 */
enum truth mesh_imports(const struct mesh *m, const struct str *ns, const struct str *host);

#endif
