#ifndef WORLD_VIRTUALSERVICE_H
#define WORLD_VIRTUALSERVICE_H
/*
 * VirtualServices with their names resolved: hosts, gateways, who uses them,
 * and every destination in them.
 *
 * For rules and the rest of the mesh; built once, read-only, as old as the
 * mesh. Hosts are expanded as istiod does, interned. Parts that the type checker
 * rejected and kustomize patches are not here. VirtualServices come in the order of
 * the input; which is older is unknown, and nothing here guesses it.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "doc/node.h"
#include "world/gateway.h"
#include "world/hostset.h"
#include "world/mesh.h"
#include "object/resource.h"
#include "world/service.h"
#include "base/truth.h"

enum route_kind {
	ROUTE_HTTP,
	ROUTE_TLS,
	ROUTE_TCP,
	N_ROUTE_KINDS,
};

enum destination_role {
	DESTINATION_ROUTE,   /* of route[] */
	DESTINATION_MIRROR,  /* http[].mirror or http[].mirrors[] */
};

/* A host of a VirtualService. */
struct vs_host {
	const struct node *node;
	const struct str *text;     /* as written */
	const struct str *host;     /* expanded */
	const struct str *lower;    /* the same in lower case, as proxies compare it */
};

/* One destination block. */
struct destination {
	const struct virtualservice *vs;
	const struct node *rule;        /* the http, tls or tcp item */
	const struct node *entry;       /* the route[] or mirrors[] item; of mirror the block itself */
	const struct node *node;        /* the destination block */
	const struct node *host_node;   /* each of these may be NULL */
	const struct node *subset_node;
	const struct node *port_node;   /* the number */
	const struct str *text;         /* host as written; NULL where it has none */
	const struct str *host;         /* expanded; NULL with text */
	const struct str *subset;       /* NULL where it names none, or "" */
	int64_t port;                   /* 0: none */
	enum route_kind kind;
	enum destination_role role;
	uint32_t rule_index;            /* http[rule_index] */
	bool idle;                      /* of weight 0 beside others that have one: istiod leaves it out (core/route) */
};

/* An http rule that hands over to a delegate VirtualService. */
struct delegation {
	const struct virtualservice *root;
	const struct node *rule;        /* the http item */
	const struct node *node;        /* its delegate block */
	const struct str *ns, *name;    /* of the delegate; ns is the root's where it names none */
	const struct virtualservice *child; /* NULL where it is not in the tree; a delegate only if child->delegate */
	enum truth visible;             /* is the child exported to the root's namespace; UNKNOWN without child */
	uint32_t rule_index;
};

struct attached_route;

struct virtualservice {
	const struct resource *resource;
	const struct vs_host *hosts;             /* none: a delegate */
	size_t n_hosts;
	const struct host_set *host_set;         /* of its hosts where these are many, else NULL */
	const struct gateway_ref *gateways;      /* what spec.gateways lists; the one "mesh" where it lists none */
	size_t n_gateways;
	const struct str *const *gateway_keys;   /* of these by address where they are many, else NULL */
	bool mesh;                               /* used by sidecars */
	bool bound;                              /* used by at least one gateway other than "mesh" */
	const struct exports *exports;
	const struct destination *destinations;  /* in the order of the text */
	size_t n_destinations;
	const struct delegation *delegations;    /* this one is a root */
	size_t n_delegations;
	const struct delegation *const *parents; /* delegations that name this one */
	size_t n_parents;
	const struct attached_route *attached;   /* of one that istiod makes: the routes of the Gateway API that it is made of (world/attached.h), the older first; else NULL */
	size_t n_attached;
	bool delegate;                           /* has no hosts; gateways and mesh then say nothing, its roots do */
};

/* A set of namespaces whose proxies use something. */
struct clients {
	const struct str *const *ns; /* known ones, each once, sorted by text */
	size_t n;
	bool all;                    /* every namespace there may be, also such as the tree does not hold */
};

struct virtualservices {
	const struct virtualservice *const *at;
	size_t n;
};

#define VS_GROUPS_MOST 100000 /* hosts of one gateway that several VirtualServices share */

/* VirtualServices that state the same host on the same gateway. */
struct vs_group {
	const struct str *gateway;   /* "mesh" or "ns/name" */
	const struct str *host;      /* lower-case */
	const struct virtualservice *const *at; /* each once, ordered by resource_compare */
	size_t n;
};

const struct virtualservice *virtualservice_of(const struct mesh *m, const struct resource *r);

/* All of them. */
const struct virtualservice *mesh_virtualservices(const struct mesh *m, size_t *n);

/*
 * All groups of several, in the order of their first members. Different hosts make different groups, also
 * where one covers the other: the more specific one wins in Envoy. Where VirtualServices share very many hosts on very
 * many gateways, only the first groups are told (VS_GROUPS_MOST), and mesh_limits says so.
 */
const struct vs_group *mesh_vs_groups(const struct mesh *m, size_t *n);

/* The VirtualServices of this host (lower-case) on this gateway key ("mesh" or "ns/name"). */
struct virtualservices mesh_vs_group(const struct mesh *m, const struct str *gateway,
	const struct str *host);

/* Is the gateway of this key among those that it names? */
bool virtualservice_is_on(const struct virtualservice *vs, const struct str *gateway);

/* Its first host that expands to this one, or NULL. */
const struct vs_host *virtualservice_host(const struct virtualservice *vs, const struct str *host);

/* Does the server take one of its hosts, for certain? */
bool virtualservice_meets_server(const struct virtualservice *vs, const struct server *s);

/*
 * What the servers of the gateway serve that take, or may take, one of the VirtualService's hosts: enum serves in a set; *any is
 * set where there is such a server.
 */
unsigned virtualservice_serving(const struct mesh *m, const struct virtualservice *vs, const struct gateway *g, bool *any);

/*
 * Is there a namespace whose proxies use both on this gateway key? Never for the same resource or its twin;
 * UNKNOWN where the two may not be applied together.
 * What istiod then does with a shared host: on a gateway the routes are joined, in an order that
 * depends on creation; for "mesh" only one of the two is used, the one of lower rank there, of equal rank the older.
 */
enum truth virtualservices_meet(const struct mesh *m, const struct virtualservice *a,
	const struct virtualservice *b, const struct str *gateway);

/* Are both used by the workloads of two Gateways, each bound to one of them? YES where both are exported to all; else UNKNOWN, NO for copies of one. */
enum truth virtualservices_meet_across(const struct mesh *m, const struct virtualservice *a, const struct virtualservice *b);

/* How near a VirtualService is to a client: 0 exported to its own namespace, 1 to named ones, 2 made of routes of the client's, 3 to all. */
int virtualservice_rank(const struct virtualservice *vs, const struct str *client_ns);

/*
 * Is it exported to a namespace that has pods of the gateway (which may be one of twins)? NO only where the gateway has pods, or may have them, but
 * surely in none of these namespaces. UNKNOWN for a Gateway of the Gateway API, whose listeners istiod makes Gateways of.
 */
enum truth virtualservice_reaches(const struct mesh *m, const struct virtualservice *vs, const struct gateway *g, struct arena *scratch);

/*
 * The namespaces whose proxies can use this destination. "mesh": all that its VirtualService is exported to. A gateway: the
 * namespaces of the gateway's workloads, as far as it is exported to them. Of a delegate: the clients of its roots. All of
 * them narrowed by the gateways and sourceNamespace of the rule's match blocks.
 * YES: clients is complete; NO: certainly nobody; UNKNOWN: those in clients surely, but there may be
 * others (a gateway's workloads are not in the tree, and its own namespace is not assumed).
 * Delegates without a root in the tree: UNKNOWN, or NO in a closed place.
 */
enum truth destination_clients(const struct mesh *m, const struct destination *d,
	struct arena *scratch, struct clients *out);

/*
 * A gateway whose proxies use this destination, whether the Gateway is in the tree or not: one that its rule, or of a delegate the roots' rule, is
 * for by its match blocks. mesh: sidecars are asked for, and "mesh" is it. NULL: there is none for certain.
 */
const struct gateway_ref *destination_gateway(const struct mesh *m, const struct destination *d, bool mesh);

/*
 * Does a destination with this weight get traffic? The rule's destinations and their weights, as
 * istiod takes them: a missing weight counts as 0, one destination alone has all.
 * The share in per cent of the sum, rounded down; 100 for a single one; 0 where the sum is 0.
 */
int64_t destination_share(const struct destination *d);

#endif
