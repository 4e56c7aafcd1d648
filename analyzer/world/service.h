#ifndef WORLD_SERVICE_H
#define WORLD_SERVICE_H
/*
 * The service registry: Kubernetes Services and the hosts of ServiceEntries.
 *
 * One struct service is a Service, or one host of a ServiceEntry (istiod makes
 * one of each). Several may share a host: a client sees those exported to it.
 * Sources: istiod's conversion of Services and ServiceEntries
 * (pilot serviceregistry/kube and serviceregistry/serviceentry).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "world/host.h"
#include "world/mesh.h"
#include "world/visibility.h"

/* What a port speaks, as istiod derives it. */
enum protocol {
	PROTOCOL_SNIFFED, /* not declared, or not a word istiod knows: detected at run time */
	PROTOCOL_HTTP,
	PROTOCOL_HTTP2,
	PROTOCOL_HTTP_PROXY, /* only in Sidecar listeners */
	PROTOCOL_GRPC,
	PROTOCOL_GRPC_WEB,
	PROTOCOL_HTTPS,
	PROTOCOL_TLS,
	PROTOCOL_TCP,
	PROTOCOL_UDP,
	PROTOCOL_MONGO,
	PROTOCOL_REDIS,
	PROTOCOL_MYSQL,
};

/* From istiod's words, case ignored; PROTOCOL_SNIFFED for others and NULL. */
enum protocol protocol_parse(const struct str *word);

/* What a Service's port of this name speaks (its first part counts); PROTOCOL_SNIFFED for others and NULL. */
enum protocol protocol_of_name(const struct str *name);

/* "HTTP", "GRPC-Web", ..., "undeclared" for PROTOCOL_SNIFFED. */
const char *protocol_name(enum protocol p);

bool protocol_is_http(enum protocol p);  /* HTTP, HTTP2, HTTP_PROXY, gRPC */
bool protocol_is_tcp(enum protocol p);   /* TCP, TLS, HTTPS and the databases: routed as opaque bytes */
bool protocol_is_tls(enum protocol p);   /* HTTPS, TLS */

bool port_is_number(int64_t number);     /* from 1 to 65535 */

struct port {
	const struct str *name;        /* NULL where it has none */
	const struct node *node;       /* the item of ports */
	const struct str *target_name; /* a named targetPort, else NULL */
	uint32_t number;               /* 0 where it is missing or no port number */
	uint32_t target;               /* targetPort as a number (by default the port's own), 0 where it is named */
	enum protocol protocol;
	bool declared;                 /* by appProtocol, name or, in a ServiceEntry, protocol */
	bool well_known;               /* TCP because istiod never sniffs this port number (25, 53, 3306, 27017) */
};

/* Is a Service's port declared to speak HTTP? */
bool service_port_is_http(const struct node *port);

enum service_kind {
	SERVICE_KUBERNETES,
	SERVICE_ENTRY,
};

/* How a client's proxy finds the endpoints; the names are ServiceEntry's. */
enum resolution {
	RESOLUTION_STATIC,  /* by istiod: every Service with a cluster IP, and STATIC */
	RESOLUTION_NONE,    /* the address that the client asked for: headless Services too */
	RESOLUTION_DNS,
	RESOLUTION_DNS_ROUND_ROBIN,
	RESOLUTION_DYNAMIC_DNS,
	RESOLUTION_ALIAS,   /* ExternalName */
};

struct service {
	const struct str *host;
	const struct str *ns;
	const struct str *name;            /* of the object */
	const struct resource *resource;
	const struct node *at;             /* metadata.name of a Service, the item of hosts of a ServiceEntry */
	const struct port *ports;
	const struct exports *exports;
	const struct str *external_name;   /* ExternalName's target, else NULL */
	const struct node *selector;       /* the map of labels; NULL where it has none */
	const struct node *endpoints;      /* a ServiceEntry's inline ones, or NULL */
	const struct node *addresses;      /* a ServiceEntry's, or NULL */
	const struct service *same_host;   /* the next one with this host ordered by resource_compare, or NULL */
	const struct port *const *by_number; /* where there are many ports: the first of each number, ascending; else NULL */
	uint32_t n_ports, n_numbers;
	enum service_kind kind;
	enum resolution resolution;
	bool headless;
	bool wild;          /* its host is a wildcard */
	bool mesh_external; /* MESH_EXTERNAL or ExternalName: no workloads of the mesh */
	bool partial;       /* known only from a kustomize patch, or patched, or altered: ports and selector may be others */
};

struct services {
	const struct service *const *at;
	size_t n;
};

/* All services, ordered by resource_compare. */
struct services mesh_all_services(const struct mesh *m);

/* The Kubernetes Service of this name, or NULL. */
const struct service *mesh_service(const struct mesh *m, const struct str *ns, const struct str *name);

/* The services that a resource declares: one for a Service, one for each host of a ServiceEntry, else none. */
struct services mesh_services_of(const struct mesh *m, const struct resource *r);

/* The first service with exactly this host (wild hosts too), or NULL; the others follow by same_host. */
const struct service *mesh_services(const struct mesh *m, const struct str *host);

/* The service's port of this number, or NULL. */
const struct port *service_port(const struct service *s, uint32_t number);

/* Does the service have a port of this number? UNKNOWN where its ports are not all known. */
enum truth service_has_port(const struct service *s, uint32_t number);

/* Why a look-up of a host ended as it did. */
enum host_why {
	HOST_EXACT,       /* YES: a service with exactly this host is seen */
	HOST_COVERS,      /* YES: the host asked for is a wildcard that covers services; seen has one of them */
	HOST_WILDCARD,    /* YES: only wildcard ServiceEntries cover it */
	HOST_POD,         /* YES: a pod's name below a headless Service that is seen */
	HOST_BUILTIN,     /* YES: kubernetes.default, which every cluster has, or istiod in the root namespace */
	HOST_EXTERNAL,    /* YES: the user says that it exists (--external) */
	HOST_HIDDEN,      /* NO: the service exists but is not exported to the client (UNKNOWN: perhaps not) */
	HOST_ABSENT,      /* NO: nowhere, and its place is described */
	HOST_PARTIAL,     /* NO: the "name.namespace" or "name.namespace.svc" form of a Service, which istiod takes literally */
	HOST_UNDESCRIBED, /* UNKNOWN: the tree does not describe the place it would be in */
	HOST_NAMELESS,    /* UNKNOWN: it may be one in a namespace that nobody tells */
	HOST_GENERATED,   /* UNKNOWN: something in the tree, or Istio's installation, may make a Service of this name */
};

/* The answer to: which service do clients in this namespace reach by this host? */
struct host_answer {
	enum truth truth;        /* is there one that they see */
	enum host_why why;
	struct services seen;    /* those that they see, or perhaps see; Kubernetes Services first */
	struct services hidden;  /* those of this host that they do not see */
	const struct service *meant; /* PARTIAL: the Service that the form names in DNS, NAMELESS: the one it may be; else NULL */
	const struct resource *virtual; /* a VirtualService that declares exactly this host, or NULL: it serves as a name to route, not as a destination */
	const struct str *place; /* UNDESCRIBED: the namespace for pass_undecided ("" for outside the cluster), else NULL */
};

/*
 * Look up an expanded host for clients in client_ns (NULL: wherever they are,
 * exports aside). The services' arrays live in scratch, or as long as the mesh. host NULL gives UNKNOWN.
 */
struct host_answer mesh_host(const struct mesh *m, const struct str *client_ns, const struct str *host,
	struct arena *scratch);

/*
 * The same for the host of a route's destination or mirror. Its cluster is named after the host as it is written (core/route
 * GetDestinationCluster), so a wildcard is no choice among the services that it covers: it means a ServiceEntry with this very host, or nothing.
 */
struct host_answer mesh_destination(const struct mesh *m, const struct str *client_ns, const struct str *host,
	struct arena *scratch);

#endif
