#ifndef WORLD_WORKLOAD_H
#define WORLD_WORKLOAD_H
/*
 * Workloads: everything that runs with labels, and what selects it.
 *
 * A workload is the pod template of a Deployment, StatefulSet, DaemonSet,
 * ReplicaSet, ReplicationController, Job, CronJob or Argo Rollout, a Pod, a
 * WorkloadEntry, the template of a WorkloadGroup, the proxies that istiod deploys
 * for a Kubernetes Gateway, or one inline endpoint of a ServiceEntry. Inline endpoints are found by their
 * service alone; selectors never reach them.
 *
 * Labels that only run time sets (topology.*, *pod-template-hash,
 * controller-revision-hash, pod names, what injection adds) prove nothing by
 * being absent: a selector with such a key gives UNKNOWN at best.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "world/mesh.h"
#include "world/service.h"

/* How a workload takes part in the mesh. */
enum dataplane {
	DATAPLANE_UNKNOWN,
	DATAPLANE_NONE,    /* proved: no proxy of its own and not in ambient mode */
	DATAPLANE_SIDECAR, /* a proxy in its pod, gateways included */
	DATAPLANE_AMBIENT,
};

struct label {
	const struct str *key, *value;
	const struct node *node; /* the value; NULL for a label that a controller sets */
};

/* A port that a container or WorkloadEntry declares. */
struct workload_port {
	const struct str *name; /* or NULL */
	const struct node *node;
	uint32_t number;        /* container port */
	bool udp;
};

struct workload {
	const struct resource *resource;
	const struct str *ns;
	const struct str *name;            /* of the resource */
	const struct node *at;             /* the labels, else the template, else metadata.name: where to point */
	const struct node *template;       /* of the pod: metadata and spec; NULL for WorkloadEntry and endpoints */
	const struct node *spec;           /* PodSpec, WorkloadEntry spec or endpoint; may be NULL */
	const struct label *labels;        /* sorted by address of key */
	const struct workload_port *ports; /* declared ones; containers may listen on others */
	const struct str *service_account; /* "default" where a pod names none; NULL for an entry that names none */
	uint32_t n_labels, n_ports;
	enum dataplane dataplane;
	enum truth injected; /* does its pod run a sidecar */
	bool open;      /* may carry further labels: partial, patched, a WorkloadGroup, made by a controller */
	bool opaque;    /* nothing of its labels is known (a Rollout whose workloadRef is not in the tree) */
	bool inline_endpoint;
	bool vm;        /* WorkloadEntry or WorkloadGroup */
};

struct workloads {
	const struct workload *const *at;
	size_t n;
};

/* All workloads but inline endpoints, ordered by resource_compare; those of a namespace. */
struct workloads mesh_workloads(const struct mesh *m);
struct workloads mesh_workloads_in(const struct mesh *m, const struct str *ns);

/* Does a workload of the tree run as this service account? UNKNOWN where one of the namespace is not known whole. */
enum truth account_runs(const struct mesh *m, const struct str *ns, const struct str *name);

/* A workload that runs as this service account: one that is, or may be, in the mesh where there is any. NULL: none is known. */
const struct workload *account_workload(const struct mesh *m, const struct str *ns, const struct str *name);

/* Is there a workload in the namespace of which not all is known? */
bool mesh_workloads_open(const struct mesh *m, const struct str *ns);

/* The workload of a resource, or NULL where it is none. */
const struct workload *mesh_workload_of(const struct mesh *m, const struct resource *r);

/* The value of a label, or NULL. */
const struct label *workload_label(const struct workload *w, const struct str *key);

/* Is this a label that only run time sets? */
bool label_is_runtime(const struct str *key);

/* Does the workload carry all labels of this map? NULL and an empty map match everything. */
enum truth workload_matches(const struct workload *w, const struct node *labels);

/*
 * What a selector gave. truth is YES where something surely matches; NO where
 * nothing does, and the place is described; else UNKNOWN.
 */
struct known;

struct selection {
	const struct workload *const *at; /* in scratch: first those that certainly match, then those that may */
	size_t n_sure;                    /* the first n_sure match */
	size_t n;
	bool complete; /* the place is described: no other workload can match */
	enum truth truth;
	struct known *known; /* what the mesh keeps of it, or NULL: selections of many workloads are made once */
};

/*
 * The workloads with all these labels in a namespace (NULL: in every one; NO
 * then only in a closed world). labels is a map as in matchLabels,
 * Service.spec.selector or Gateway.spec.selector; NULL or empty selects all.
 */
struct selection mesh_select(const struct mesh *m, const struct str *ns, const struct node *labels,
	struct arena *scratch);

/*
 * The workloads behind a service: a Service's selector over pods and
 * WorkloadEntries of its namespace, a ServiceEntry's workloadSelector or its
 * inline endpoints. UNKNOWN and empty for a Service without selector (its
 * endpoints are made elsewhere) and for hosts found by DNS.
 */
struct selection service_workloads(const struct mesh *m, const struct service *s, struct arena *scratch);

/* Those of a selection that also carry these labels: a subset. */
struct selection selection_narrow(const struct mesh *m, const struct selection *from, const struct node *labels,
	struct arena *scratch);

/* Is one of them in the mesh (mesh_captured), for certain or perhaps? NO where none is, and for none. */
enum truth selection_captured(const struct mesh *m, const struct selection *s);

/* The services that may send traffic to this workload: those of its namespace whose selector matches it. */
struct services workload_services(const struct mesh *m, const struct workload *w, struct arena *scratch);

/*
 * The port of this workload that a service's port leads to. NO: the named targetPort is none
 * of the declared ones, and all are known. UNKNOWN leaves *number 0.
 */
enum truth port_target(const struct port *p, const struct workload *w, uint32_t *number);

/* The container called istio-proxy, of the first kind or an init container; NULL. */
const struct node *pod_proxy(const struct node *pod_spec);

/*
 * Is the pod a gateway's: is its proxy a router rather than a sidecar, by its arguments, by the injector's template, or for want
 * of another container? Also what istiod deploys for a Kubernetes Gateway. Such a proxy has no inbound listeners.
 */
bool workload_is_gateway(const struct workload *w);

/* Does the workload's pod run with an injected or written sidecar? */
enum truth mesh_injected(const struct mesh *m, const struct workload *w);

/*
 * Does the injector act on its pod, whatever containers it has: by the selectors of
 * Istio's stock webhooks and the pod's own word. An open world is taken for one with those webhooks.
 */
enum truth mesh_injection_asked(const struct mesh *m, const struct workload *w);

/* Is it in the mesh at all, by sidecar or ambient mode? */
enum truth mesh_captured(const struct mesh *m, const struct workload *w);

/*
 * Does a proxy run in the namespace? NO: the tree has its Namespace, and nothing of it anywhere runs in the mesh,
 * leads to pods that the tree does not show, or is of a kind that may make some; without workloads, no label puts them into the mesh. YES: one surely does.
 */
enum truth mesh_runs_proxies(const struct mesh *m, const struct str *ns);

/* "sidecar", "ambient", "none", "unknown". */
const char *dataplane_name(enum dataplane d);

#endif
