#ifndef WORLD_DESTINATIONRULE_H
#define WORLD_DESTINATIONRULE_H
/*
 * DestinationRules, and the one that istiod applies for a client and a host.
 *
 * istiod looks in the client's namespace, then in the service's, then in the
 * root namespace, takes the most specific host that has any rule in the first
 * of them, and there joins rules of equal host into one: subsets of new names
 * are added, a second trafficPolicy is dropped, and rules that are exported
 * to different namespaces stay apart (pilot model/push_context.go and
 * destination_rule.go). The outcome depends on which rule is older; no file
 * tells that. So where it matters, an answer here is "one of" or UNKNOWN.
 * Everything is read-only and as old as the mesh; query results live in the
 * scratch arena.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "doc/node.h"
#include "world/mesh.h"
#include "object/resource.h"
#include "world/service.h"
#include "base/truth.h"
#include "world/visibility.h"
#include "world/workload.h"

/* A subset as written. */
struct subset {
	const struct destinationrule *rule;
	const struct node *node;      /* the subsets[] item */
	const struct node *name_node;
	const struct str *name;       /* always: what has none is no subset */
	const struct node *labels;    /* NULL or empty: every endpoint */
	const struct node *policy;    /* its trafficPolicy, or NULL */
};

struct destinationrule {
	const struct resource *resource;
	const struct node *host_node;   /* NULL where it has none: the rule then applies to nothing */
	const struct str *text;         /* host as written */
	const struct str *host;         /* expanded; compares as written */
	const struct node *policy;      /* its trafficPolicy, or NULL */
	const struct node *selector;    /* its workloadSelector, or NULL */
	const struct subset *subsets;
	size_t n_subsets;
	const struct subset *const *by_name; /* where there are many: n_names, the first of each name, by its address; else NULL */
	size_t n_names;
	const struct exports *exports;
	const struct str *const *export_to; /* the entries as written, sorted by address */
	size_t n_export_to;
	bool partial;                   /* known only from a kustomize patch, or patched: may say more */
};

struct destinationrules {
	const struct destinationrule *const *at;
	size_t n;
};

/* Rules of one namespace with one and the same host. */
struct dr_group {
	const struct str *ns, *host;
	const struct destinationrule *const *at; /* ordered by resource_compare */
	size_t n;
};

struct joined_subsets;

/* One way in which istiod may have joined rules: a set, in no order that is known. */
struct joined {
	const struct destinationrule *const *at; /* ordered by resource_compare */
	size_t n;
	const struct joined_subsets *subsets;    /* theirs by name, where they are many; else NULL (world/joining.h) */
};

/*
 * What is in force for a client and a host. One alternative: all is certain
 * but, where several rules are joined, which of them was first. Several: the order
 * of creation decides which.
 */
struct policy {
	const struct str *ns, *host;             /* where it was found, and the rule's host */
	const struct joined *alternatives;
	size_t n;
	bool maybe_none;                         /* or none of them at all, in some order */
	bool overflow;                           /* too many rules to tell: the one alternative holds them all */
	struct destinationrules selecting;       /* rules with a workloadSelector for this host, in the client's
	                                            namespace: workloads they select get them instead */
};

/* How two rules of one namespace and host go together. */
enum joining {
	JOINING_NO,          /* different host or namespace, or no client sees both and knows the host */
	JOINING_YES,         /* joined into one rule */
	JOINING_APART,       /* exported differently: not joined; a namespace that sees both gets only one of them */
	JOINING_SELECTED,    /* they differ in workloadSelector: not joined, each for its workloads */
	JOINING_BY_ORDER,    /* joined or apart, depending on which is older */
};

const struct destinationrule *destinationrule_of(const struct mesh *m, const struct resource *r);
const struct destinationrule *mesh_destinationrules(const struct mesh *m, size_t *n);

/* All groups, n >= 1, in the order of their first rule. */
const struct dr_group *mesh_dr_groups(const struct mesh *m, size_t *n);

enum joining destinationrules_join(const struct mesh *m, const struct destinationrule *a,
	const struct destinationrule *b);

/* Every rule anywhere whose host is this one or a wildcard that covers it; visibility aside. */
void mesh_rules_for(const struct mesh *m, const struct str *host, struct arena *scratch,
	struct destinationrules *out);

/*
 * The policy in force for proxies of client_ns that call host, a service of namespace svc_ns.
 * svc_ns NULL: the namespace of the service that has this host and that the client sees; where there is none,
 * that step is passed over, as istiod does; where several have it, all must agree. workload NULL: any
 * workload that no workloadSelector takes; else this client.
 * YES: *out is in force. NO: no rule is; the places istiod would look are described by the tree.
 * UNKNOWN: with out->n, whether it is; without, no rule in the tree, but a place searched is not described
 * or a namespace is unknown.
 */
enum truth mesh_policy(const struct mesh *m, const struct str *client_ns, const struct str *host,
	const struct str *svc_ns, const struct workload *workload, struct arena *scratch,
	struct policy *out);

/* What a policy says of a subset. */
struct subset_found {
	const struct subset *const *at;  /* the definitions that may be in force; one where it is certain */
	size_t n;
};

/*
 * Is the subset in the policy? YES in every alternative, NO in none. Of several definitions with equal
 * labels and policy one stands for all.
 */
enum truth policy_subset(const struct policy *p, const struct str *name, struct arena *scratch,
	struct subset_found *out);

/* The subset of this name in the rule itself, or NULL. */
const struct subset *destinationrule_subset(const struct destinationrule *r, const struct str *name);

enum client_tls {
	CLIENT_TLS_AUTO,         /* nothing says: automatic mutual TLS where the mesh has it on, else plain text */
	CLIENT_TLS_DISABLE,
	CLIENT_TLS_SIMPLE,
	CLIENT_TLS_MUTUAL,
	CLIENT_TLS_ISTIO_MUTUAL,
	CLIENT_TLS_REJECTED,     /* the type checker rejected what stands there */
};

const char *client_tls_name(enum client_tls mode); /* "DISABLE"; "" for AUTO and REJECTED */

struct client_tls_found {
	enum client_tls mode;
	const struct destinationrule *rule; /* that says so; NULL for AUTO */
	const struct node *node;            /* the mode, or the tls block without one (which is DISABLE), or NULL */
	const struct node *lost;            /* a tls block (or its mode) of the destination or subset that a
	                                       portLevelSettings item without tls replaces; else NULL */
};

/*
 * The TLS that clients use towards this port of the service (its number there, not the target's), with
 * subset (NULL: none). Port-level settings replace those of the destination wholesale
 * (pilot networking/util MergeSubsetTrafficPolicy). Takes p with n == 0: AUTO. YES or UNKNOWN (alternatives
 * differ; *out is then one of them).
 */
enum truth policy_tls(const struct policy *p, const struct str *subset, int64_t port,
	struct client_tls_found *out);

#endif
