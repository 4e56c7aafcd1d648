#ifndef WORLD_PEERAUTHENTICATION_H
#define WORLD_PEERAUTHENTICATION_H
/*
 * PeerAuthentications, and the mutual TLS mode that a port of a workload is in.
 *
 * As pilot security/authn ComposePeerAuthentication: the port's setting of the
 * workload's policy, else that policy's, else the namespace's, else the
 * root namespace's, else PERMISSIVE; UNSET inherits at every step. Of several policies
 * of one level the oldest is taken; where their ages are not known, they must agree.
 * A policy with a selector in the root namespace applies to no workload. Ports
 * are those of the container. Read-only, as old as the mesh.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "doc/node.h"
#include "world/mesh.h"
#include "object/resource.h"
#include "base/truth.h"
#include "world/workload.h"

enum mtls_mode {
	MTLS_UNSET,
	MTLS_DISABLE,
	MTLS_PERMISSIVE,
	MTLS_STRICT,
};

const char *mtls_name(enum mtls_mode mode); /* "STRICT" */

/* Where a policy applies. */
enum peer_level {
	PEER_DEFAULT,    /* no policy: PERMISSIVE */
	PEER_MESH,       /* without selector labels, in the root namespace */
	PEER_NAMESPACE,  /* without selector labels, elsewhere */
	PEER_WORKLOAD,   /* with selector labels */
	PEER_PORT,       /* the portLevelMtls of such a one */
};

struct peer_port {
	const struct node *node;      /* the member of portLevelMtls; its key is the port */
	const struct node *mode_node; /* NULL where it sets none */
	int64_t port;                 /* -1 where the key is no number */
	enum mtls_mode mode;
};

struct peerauthentication {
	const struct resource *resource;
	enum peer_level level;            /* MESH, NAMESPACE or WORKLOAD */
	bool inert;                       /* WORKLOAD in the root namespace: istiod passes it over */
	bool partial;                     /* known only from a kustomize patch, or patched */
	const struct node *selector;      /* matchLabels, or NULL */
	enum mtls_mode mode;
	const struct node *mode_node;     /* NULL where it sets none */
	const struct node *ports_node;    /* portLevelMtls, or NULL */
	const struct peer_port *ports;
	size_t n_ports;
};

struct peerauthentications {
	const struct peerauthentication *const *at;
	size_t n;
};

/* The mode in force and who says so. */
struct mtls {
	enum mtls_mode mode;
	enum peer_level level;
	const struct peerauthentication *policy; /* NULL for PEER_DEFAULT */
	const struct node *node;                 /* the mode as written; NULL */
};

const struct peerauthentication *peerauthentication_of(const struct mesh *m, const struct resource *r);

/* Those of this namespace without selector labels (in the root namespace: the mesh-wide ones). */
struct peerauthentications namespace_peerauthentications(const struct mesh *m, const struct str *ns);

/*
 * Those of the workload's namespace whose selector takes it. YES: out is complete; NO: certainly none;
 * UNKNOWN: out holds the certain ones, and there may be others (labels known only at run time).
 */
enum truth workload_peerauthentications(const struct mesh *m, const struct workload *w,
	struct arena *scratch, struct peerauthentications *out);

/*
 * The mode that container port of workload w is in; port 0: of the workload in general.
 * YES: *out is it. UNKNOWN: policies that may be in force disagree, or a namespace is not described, and
 * *out is the best guess. Never NO.
 */
enum truth mesh_mtls(const struct mesh *m, const struct workload *w, int64_t port,
	struct arena *scratch, struct mtls *out);

/* The mode of a namespace as a whole, for workloads without a policy of their own. As above. */
enum truth mesh_namespace_mtls(const struct mesh *m, const struct str *ns, struct mtls *out);

#endif
