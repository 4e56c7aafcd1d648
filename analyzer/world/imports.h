#ifndef WORLD_IMPORTS_H
#define WORLD_IMPORTS_H
/*
 * Which hosts the sidecars of a namespace know: those that the egress hosts of their Sidecar import, and those that a
 * VirtualService leads to (pilot/pkg/model/sidecar.go). Gateways have no Sidecar and know all.
 */
#include <stdbool.h>

#include "base/truth.h"
#include "world/mesh.h"

/*
 * Do sidecars of the namespace know the host (expanded)? By the one Sidecar that is for the whole namespace or, where it has none,
 * for the whole mesh. YES where there is no such Sidecar, or a VirtualService names the host; UNKNOWN where there are several.
 */
enum truth mesh_imports(const struct mesh *m, const struct str *ns, const struct str *host);

/* Does a VirtualService name the host, as its own or as a destination? Then sidecars that import that VirtualService know it. No Sidecars: false. */
bool mesh_leads_to(const struct mesh *m, const struct str *host);

/*
 * Do the egress hosts of this Sidecar, in force at clients of client_ns, take an object of the namespace ns by this host: a service, or a VirtualService
 * of the host (SelectVirtualServices)? YES: for all ports. NO: none of them meets the host. UNKNOWN: for some port or name, or where an entry leaves
 * something out or is not known.
 */
enum truth sidecar_imports(const struct mesh *m, const struct resource *sidecar, const struct str *client_ns, const struct str *ns, const struct str *host);

#endif
