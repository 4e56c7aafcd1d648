#ifndef TRAFFIC_OUTBOUND_H
#define TRAFFIC_OUTBOUND_H
/*
 * The side of the sidecar that sends, from inside: for outbound.c, listener.c and hosting.c alone.
 */
#include "traffic/way.h"

struct outbound {
	struct way *w;
	struct asker asker;
	const struct str *address;    /* that it resolves to, as listeners are told apart by; NULL: one that no listener has */
};

/* What takes a connection on a listener. */
struct chain {
	const struct egress *egress;
	const struct service *service;   /* whose port it is for */
	bool http;                       /* HTTP, routed by its host */
	bool sniffed;                    /* only what begins like HTTP is taken */
	const struct str *cidr;          /* only connections to these addresses are taken; NULL: to any */
	bool subnets;                    /* only to addresses that the rule names */
	enum truth applies;              /* is it there at all; never NO */
	VEC(const struct str *) sni;     /* only TLS for these names is taken; none: anything */
	const struct route *route;       /* the rule of a VirtualService; NULL: it goes to the service */
	const struct route_rule *rule;
	const struct route_match *match; /* NULL with rule */
};

/* A listener of the request's port, as istiod merges the services' ports into it (pilot networking/core/listener.go). */
struct listener {
	const struct str *address;       /* NULL: all that no other one has */
	enum protocol protocol;          /* of what was merged last; SNIFFED: HTTP and others */
	bool locked;                     /* made by a listener of a Sidecar: nothing more is merged */
	VEC(struct chain) chains;
};

/* The address of a service that listeners are told apart by: its own, or a name that stands for it; NULL: it has none. */
const struct str *listener_address(struct outbound *o, const struct service *s);

/* The listener that takes the request; NULL: the one that catches everything else does. */
const struct listener *listener_find(struct outbound *o);

/* The chain of it that does; NULL: none. *twice: several, that Envoy cannot tell apart. */
const struct chain *listener_choose(struct outbound *o, const struct listener *l, bool *twice);

/*
 * HTTP on a listener: by the virtual host of this name, or, where there is none, out of the mesh. shared: the listener is
 * that of all services of its port, not one service's own.
 */
void hosting_route(struct outbound *o, const struct str *name, bool shared);

/* Is the service an ExternalName that stands for this host in the end? */
bool hosting_is_alias(const struct mesh *m, const struct service *alias, const struct str *host);

#endif
