#ifndef WORLD_MESH_H
#define WORLD_MESH_H
/*
 * One mesh: all resources that share a control plane, indexed.
 *
 * A run builds one mesh for each set of resources that the configuration
 * names (one where it names none). mesh_build does all the work; afterwards the mesh is frozen and any
 * number of threads may ask it. Everything it returns lives as long as the
 * arena it was built in. No question scans the mesh: each costs what its answer costs.
 *
 * Namespaces are interned names. A resource whose namespace nobody tells
 * (resource.ns_known is false) lives in the nameless namespace "": all such resources of a mesh share
 * it, and whether it is one of the named ones is UNKNOWN.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "object/resource.h"
#include "base/truth.h"

struct anywhere;
struct leads;
struct load;
struct mesh;

/* What the absence of an object means; the user's choice. */
enum world {
	WORLD_AUTO,   /* judged only where the tree describes the place */
	WORLD_CLOSED, /* what is not in the tree does not exist */
	WORLD_OPEN,   /* absence proves nothing */
};

/* Something that the tree does not hold brings, or may bring, objects. */
struct mesh_gap {
	const struct str *ns; /* into this namespace; NULL: into any */
	uint32_t scopes;      /* bits 1 << scope: what they are */
	const char *why;      /* a sentence part */
};

struct mesh_options {
	const char *name;                /* of the mesh where the configuration names several, else NULL */
	const char *title;               /* what it is called for people: its name, or that of what is applied together; may be NULL */
	enum world world;
	const char *root_namespace;      /* NULL: the mesh configuration's, else istio-system */
	const char *cluster_domain;      /* NULL: cluster.local */
	const char *const *externals;    /* hosts and *.suffixes that exist all the same; NULL ends; may be NULL */
	uint32_t release;                /* Istio minor release that the mesh runs: 31 for 1.31; 0: the newest known */
	const struct node *mesh_config;  /* a MeshConfig given by the user, or values of istiod's chart with one, or NULL */
	const struct node *mesh_networks; /* a MeshNetworks given by the user, or NULL */
	const struct mesh_gap *gaps;     /* n_gaps: an automatic world takes no absence there for a proof */
	size_t n_gaps;
	const struct anywhere *anywhere; /* what is elsewhere in the tree (world/anywhere.h); NULL: the mesh is all there is */
	const struct leads *leads;       /* what in the tree leads to workloads (world/leads.h); may be NULL */
};

/* Resources ordered by resource_compare: by name, not by how the tree is written. */
struct resources {
	const struct resource *const *at;
	size_t n;
};

/*
 * Build and freeze the mesh of these resources. The array is copied, the
 * resources are shared and must outlive the mesh. options may be NULL for all
 * defaults; its strings must outlive the mesh. Nothing can fail: what is malformed is left out.
 */
struct mesh *mesh_build(struct arena *arena, struct pool *pool, const struct mesh_options *options,
	const struct resource *const *resources, size_t n);

const char *mesh_name(const struct mesh *m);                    /* NULL where the run has one mesh */
const char *mesh_title(const struct mesh *m);                   /* NULL where it has none */
struct pool *mesh_pool(const struct mesh *m);                   /* to intern what is to be asked for */
enum world mesh_world(const struct mesh *m);
uint32_t mesh_release(const struct mesh *m);                    /* 0: the newest known */
const struct str *mesh_root_namespace(const struct mesh *m);
const struct str *mesh_cluster_domain(const struct mesh *m);

/* What somebody has found out of something that is as old as the mesh, so that it need not be found out again. */
struct kept {
	struct arena *arena; /* as old as the mesh: for what found points to */
	void *found;         /* NULL until the caller sets it */
};

/*
 * The place for it. question: an address that tells it from other questions; of, more: what it is asked of. NULL: nothing is kept, for
 * it is not the thread that built the mesh which asks.
 */
struct kept *mesh_kept(const struct mesh *m, const void *question, const void *of, const void *more);

/* Something that was not worked out to its end, for there is too much of it. */
struct mesh_limit {
	const struct resource *at; /* where that was */
	const char *text;          /* a sentence, as a finding's message */
};
const struct mesh_limit *mesh_limits(const struct mesh *m, size_t *n);

/* All resources of the mesh; those of a kind; those of a kind in a namespace. Kustomize patches included. */
struct resources mesh_all(const struct mesh *m);
struct resources mesh_of(const struct mesh *m, enum kind kind);
struct resources mesh_in(const struct mesh *m, enum kind kind, const struct str *ns);

/* Is there a custom resource in the namespace after which its operator may have called this: of its name, or of its beginning before a '-'? */
bool mesh_is_called_after_custom(const struct mesh *m, const struct str *ns, const struct str *name);

/*
 * The resource of this identity, or NULL; ns is ignored for cluster-scoped
 * kinds. Of several the first written that is no kustomize patch: where the
 * difference matters ask mesh_twins, for which of them the cluster holds is unknown.
 */
const struct resource *mesh_find(const struct mesh *m, enum kind kind, const struct str *ns,
	const struct str *name);

/* All resources of this kind and name, whatever their namespace: for "did you mean the one in ...". */
struct resources mesh_named(const struct mesh *m, enum kind kind, const struct str *name);

/*
 * Does this object exist? YES: it is in the tree. NO: it is not, and its place
 * is described. UNKNOWN: else, and where the nameless namespace holds one of
 * this name (for ns named), or a named one does (for ns "").
 */
enum truth mesh_has(const struct mesh *m, enum kind kind, const struct str *ns, const struct str *name);

/* Is there such a Secret? Those that Certificates, ExternalSecrets and SealedSecrets make count. */
enum truth mesh_has_secret(const struct mesh *m, const struct str *ns, const struct str *name);

/*
 * The same object written more than once: all resources with r's group, kind, namespace and name,
 * r included; n is 0 where r stands alone. Kustomize patches and nameless objects never count.
 */
struct resources mesh_twins(const struct mesh *m, const struct resource *r);

/* All groups of twins, in the order of their first members; *n is their number. */
const struct resources *mesh_duplicates(const struct mesh *m, size_t *n);

/* What a place may describe completely. */
enum scope {
	SCOPE_HOSTS,            /* Service hosts: a Service of the namespace is in the tree */
	SCOPE_WORKLOADS,        /* a pod template of the namespace, but a job's */
	SCOPE_GATEWAYS,         /* an Istio or Kubernetes Gateway of the namespace, or a workload and the Namespace */
	SCOPE_NAMESPACES,       /* ns is ignored: a Namespace object of each namespace that objects are in, but for those of Kubernetes and Istio */
	SCOPE_SECRETS,          /* a Secret of the namespace, or an object that makes one (Certificate, ExternalSecret, SealedSecret) */
	SCOPE_SERVICE_ACCOUNTS, /* a ServiceAccount of the namespace */
	SCOPE_VIRTUAL_SERVICES, /* a VirtualService of the namespace: for delegates */
	SCOPE_EXTERNAL_HOSTS,   /* hosts outside the cluster's domain: a ServiceEntry with such a host in the namespace */
	SCOPE_CONTROL_PLANE,    /* ns is ignored: the mesh configuration */
	N_SCOPES
};

/*
 * Is this place described so completely that what is not there does not exist?
 * YES or UNKNOWN, never NO: --world closed makes it YES everywhere, open nowhere. ns NULL: all namespaces
 * (YES only in a closed world). A namespace that a HelmRelease, HelmChart, chart of an Argo CD Application or Knative Service brings objects into,
 * or whose objects are given names later, is never described, nor is what options.gaps names.
 */
enum truth mesh_closed(const struct mesh *m, enum scope scope, const struct str *ns);

/* The same of what the tree's author has there: nobody else's belongings are thought of, such as Kubernetes' own in kube-system. */
enum truth mesh_tells(const struct mesh *m, enum scope scope, const struct str *ns);

/*
 * Why mesh_closed is not YES, for pass_undecided: "no Service of this
 * namespace is in the tree", or what brings objects into it from elsewhere.
 */
const char *mesh_open_reason(const struct mesh *m, enum scope scope, const struct str *ns);

/* The usual one of these reasons. */
const char *scope_reason(enum scope scope);

/* "hosts", "workloads", ... for pass_undecided. */
const char *scope_name(enum scope scope);

/* A namespace that some resource of the tree names or lives in. */
struct namespace {
	const struct str *name;          /* "" for the nameless one */
	bool known;                      /* false for the nameless one */
	const struct resource *resource; /* its Namespace object, or NULL */
	bool made;                       /* it is whole, and not one that only a test makes for itself */
	uint32_t described;              /* bit 1 << scope */
	const char *fed;                 /* why the tree does not hold all of it ("a HelmRelease ..."), or NULL */
	struct resources resources;      /* that live in it */
};

/* All of them, in order of name; *n is their number. */
const struct namespace *const *mesh_namespaces(const struct mesh *m, size_t *n);

/* NULL where no resource of the tree lives there and no Namespace object has this name. */
const struct namespace *mesh_namespace(const struct mesh *m, const struct str *ns);

/*
 * Is the namespace made by the tree? Add-ons bring a part of what a namespace holds that others make; who makes it brings
 * all of it. In a closed world every namespace is.
 */
bool mesh_makes(const struct mesh *m, const struct str *ns);

/* May what the tree does not show bring something of this scope into the namespace: charts, HelmReleases, remote resources? */
bool mesh_fed(const struct mesh *m, enum scope scope, const struct str *ns);

/*
 * Does the tree show what is in the namespace at all: is an object of it there? Then its policies are looked for. In a closed world it
 * does, in an open one it does not.
 */
bool mesh_shows(const struct mesh *m, const struct str *ns);

/* Is there such a namespace? NO only where Namespace objects are in the tree and nothing else tells of it. */
enum truth mesh_namespace_exists(const struct mesh *m, const struct str *ns);

/* Are these two the same namespace? UNKNOWN where exactly one is nameless. */
enum truth ns_same(const struct str *a, const struct str *b);

/* The text of a label of the Namespace object; NULL where there is no such object or label. */
const struct str *namespace_label(const struct namespace *ns, const char *key);

#endif
