#ifndef WORLD_ATTACHED_H
#define WORLD_ATTACHED_H
/*
 * Routes of the Gateway API with their parents resolved. istiod makes VirtualServices of them: for each host and each listener of a
 * Gateway that lets them in, and for each host of a Service or ServiceEntry, routes of each namespace apart; all HTTPRoutes and GRPCRoutes
 * for one such place are rules of one VirtualService, TLSRoutes and TCPRoutes have one each (pilot config/kube/gateway conversion.go,
 * route_collections.go).
 *
 * For the rest of the mesh and for traffic, not for rules of VirtualServices: nothing of it is written by anybody. Built once,
 * read-only, as old as the mesh.
 */
#include "base/truth.h"
#include "doc/node.h"
#include "object/resource.h"
#include "world/gateway.h"
#include "world/mesh.h"
#include "world/virtualservice.h"
#include "world/workload.h"

/* A route as a part of such a VirtualService. */
struct attached_route {
	const struct resource *route;
	const struct node *parent;   /* the item of parentRefs */
	uint32_t port;               /* of the Service that alone it is for; 0: all */
	enum truth attached;         /* YES, or UNKNOWN where the listener may not let it in */
	const struct str *const *sni; /* of a TLSRoute: the names of TLS that it is for */
	size_t n_sni;
};

/* Those VirtualServices: attached is what each is made of, resource the oldest route, host and gateway one each. */
const struct virtualservice *const *mesh_made_virtualservices(const struct mesh *m, size_t *n);

/* What a parentRef means. */
enum parent_kind {
	PARENT_GATEWAY,
	PARENT_SERVICE,
	PARENT_SERVICE_ENTRY,
	PARENT_BARE_SERVICE, /* a Service or ServiceEntry whose group is not written: the API takes it for one of its own, which there is not */
	PARENT_OTHER,        /* nothing of Istio's concern */
};

struct parent {
	enum parent_kind kind;
	const struct str *ns, *name; /* NULL where no name is written */
	const struct str *section;   /* NULL: any */
	int64_t port;                /* 0: any */
};

struct parent parent_of(const struct resource *route, const struct node *ref);

/* What keeps a route from all listeners of a Gateway: each is asked of those that nothing before it keeps out. */
enum obstacle {
	OBSTACLE_NONE,
	OBSTACLE_SECTION,   /* none is called so */
	OBSTACLE_PORT,      /* none has the port */
	OBSTACLE_KIND,      /* none takes routes of the kind */
	OBSTACLE_HOST,      /* no hostname is one of theirs */
	OBSTACLE_NAMESPACE, /* none lets the namespace in */
};

struct attachment {
	enum obstacle obstacle;
	const struct gateway *gateway;
	const struct server *listener; /* the first one that only this keeps it from; SECTION: NULL */
};

/*
 * Is the route attached to the Gateway that the parentRef names? NO: *out says why. UNKNOWN, with no gateway: it is not a Gateway of Istio's in
 * the mesh; UNKNOWN also where its listeners or the labels of namespaces are not all known.
 */
enum truth route_attaches(const struct mesh *m, const struct resource *route, const struct node *ref, struct attachment *out);

/* Does istiod make configuration of the Gateway and its routes: is its class Istio's, and neither that of waypoints nor that of remote gateways? */
bool gateway_is_programmed(const struct mesh *m, const struct gateway *g);

/*
 * Does a listener serve anything: is its protocol one of Istio's, TLS set up where there is to be some, and no listener before
 * it in conflict with it (gatewaycommon/listener_conflict.go)?
 */
bool listener_is_served(const struct gateway *g, const struct server *listener);

/*
 * Does the workload run the Gateway: is it deployed for it, or one of a Service in the Gateway's namespace that its spec.addresses name (pilot
 * config/kube/gateway extractGatewayServices)?
 */
enum truth gateway_runs_on(const struct mesh *m, const struct gateway *g, const struct workload *w, struct arena *scratch);

/* The port of such a workload that the listener opens; false: none, for no such Service has its number. */
bool gateway_listener_port(const struct mesh *m, const struct gateway *g, const struct server *listener, const struct workload *w,
	struct arena *scratch, uint32_t *port);

/* Does the listener allow routes from the namespace (allowedRoutes.namespaces)? UNKNOWN where it goes by labels that no file has. */
enum truth listener_allows(const struct mesh *m, const struct server *listener, const struct str *ns);

/* The name ("ns/...") of the Gateway that istiod makes of a listener. */
const struct str *listener_key(const struct mesh *m, const struct server *listener);

/*
 * May this route refer to the Service that a backendRef names, or a Gateway to a certificate's Secret? Within its namespace it may; else a ReferenceGrant has to
 * be there. NO only where the tree makes that namespace; UNKNOWN where the grant may be in no file.
 */
enum truth reference_is_granted(const struct mesh *m, const struct resource *from, const struct node *ref);

/* The host that a backendRef stands for, NULL for what Istio does not know; *ns is the namespace of a Service, else NULL. */
const struct str *backend_host(const struct mesh *m, const struct resource *route, const struct node *ref, const struct str **ns);

#endif
