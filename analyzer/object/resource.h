#ifndef OBJECT_RESOURCE_H
#define OBJECT_RESOURCE_H
/*
 * A Kubernetes object as the tree writes it: its identity, and where its parts
 * stand. Made while loading, immutable once its mesh is frozen.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/truth.h"
#include "diag/diag.h"
#include "doc/node.h"


enum kind {
	KIND_OTHER, /* an object, but none of those below */
#define KIND(constant, group, name, namespaced, plural, pods) KIND_##constant,
#include "object/kind.def"
	N_KINDS
};

/* The bit of a kind in a set of kinds: KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_POD). */
#define KIND_BIT(kind) (UINT64_C(1) << (kind))

/* Kubernetes' workloads and Argo's: those that are pods, or make pods of a template. */
#define KINDS_OF_PODS (KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_STATEFUL_SET) | KIND_BIT(KIND_DAEMON_SET) | KIND_BIT(KIND_REPLICA_SET) \
	| KIND_BIT(KIND_REPLICATION_CONTROLLER) | KIND_BIT(KIND_JOB) | KIND_BIT(KIND_CRON_JOB) | KIND_BIT(KIND_ROLLOUT) | KIND_BIT(KIND_POD))

struct unit;

/* What most rules read stands in the first 64 bytes, as much as a processor fetches at once. */
struct resource {
	enum kind kind;
	uint32_t order;                 /* position in the input: file, then place in the file */
	bool ns_known;                  /* false: the namespace is only a placeholder */
	bool namespaced;
	bool partial;                   /* a kustomize patch or component: required fields and references are not judged */
	bool altered;                   /* its name or namespace is not known: kustomizations disagree, or a placeholder stands there */
	bool patched;                   /* a kustomize patch changes it; what that is for sure is poisoned */
	bool built;                     /* by a kustomization or deployment: its unit is one application */
	bool loose;                     /* among plain files that are a collection: nothing tells which of them are applied together */
	bool judged;                    /* false: it is only there for others to refer to */
	const struct str *ns;           /* effective; "" where nothing tells it, and for cluster-scoped kinds */
	const struct str *name;         /* "" where it has none (generateName) */
	const struct node *root;        /* the object; node paths start below it */
	const struct node *metadata;    /* each may be NULL */
	const struct node *spec;
	const struct node *labels;

	const struct node *annotations;
	const struct unit *unit;        /* of analyzer/tree: what brings it; NULL: nothing that anybody applies */
	uint32_t family;                /* of its unit: units of one family are alternatives of each other; 0: of none */
	bool installs_istiod;           /* a HelmRelease, HelmChart or Argo CD Application of the chart "istiod" */
	bool values_open;               /* of such a one: more values come from where nobody looks */
	const struct document *document;
	const struct str *group;        /* "" for the core group */
	const struct str *kind_name;    /* as written */
	const struct str *version;
	const struct str *api_version;  /* as written */
	const struct node *mesh_config; /* of a ConfigMap: the MeshConfig in its data.mesh, read; else NULL */
	const struct node *mesh_networks; /* likewise data.meshNetworks */
	const struct node *injector_values; /* of a ConfigMap istio-sidecar-injector...: the Helm values in its data.values, read; else NULL */
	const struct node *proxy_config;  /* of a pod or what makes pods: the ProxyConfig in its annotation proxy.istio.io/config, read; else NULL */
	const struct node *chart_values; /* of one that installs_istiod: its values, read, or NULL */
};

/* "VirtualService" for KIND_VIRTUAL_SERVICE. */
const char *kind_name(enum kind k);
const char *kind_group(enum kind k);

/* Does an object of this kind belong to a namespace? name is the kind's as written, for those that the mesh does not know. */
bool kind_is_namespaced(enum kind k, const struct str *group, const struct str *name);

/* "virtualservices" for KIND_VIRTUAL_SERVICE. */
const char *kind_plural(enum kind k);

/* Where an object of a kind says what pods it makes. */
enum pods {
	POD_NONE,
	POD_SELF,     /* it is one */
	POD_TEMPLATE, /* spec.template */
	POD_JOB,      /* spec.jobTemplate.spec.template */
};
enum pods kind_pods(enum kind k);

/* An address that stands for the kind: maps compare keys by address. */
const void *kind_token(enum kind k);

/* KIND_OTHER where there is no such kind. */
enum kind kind_find(const struct str *group, const struct str *name);

/* Is it a group of Kubernetes itself? Those are words (apps), or end in .k8s.io. */
bool group_is_kubernetes(const struct str *group);

/* May the object be an operator's, which makes others under its name? */
bool resource_is_custom(const struct resource *r);

/* The pod that the object is, or the template of those that it makes: metadata and spec; NULL where it makes none. */
const struct node *resource_pod(const struct resource *r);

/* To be called for each i of a list that is gone through: has the processor fetch those that come soon behind i. */
void resources_ahead(const struct resource *const *list, size_t n, size_t i);

/* Where to point when the object as a whole is meant: its name, else its first byte. */
struct span resource_span(const struct resource *r);

/* What the reports say of the object. */
struct subject resource_subject(const struct resource *r);

/*
 * Do two resources of one mesh surely end up in one cluster as they are written? UNKNOWN where names or parts of one are not
 * known, and for files of a collection. Never NO.
 */
enum truth resource_together(const struct resource *a, const struct resource *b);

/* The same, and in one namespace where they have any. Where nobody tells it, only those of one file or build surely do. */
enum truth resource_beside(const struct resource *a, const struct resource *b);

/*
 * istiod's order of objects of one age: by name, then by namespace. Whatever takes "the first" then takes the same one however the
 * files are called and their documents are ordered; place decides only between several of one identity.
 */
int resource_compare(const struct resource *a, const struct resource *b);

/* Have they one kind, namespace and name? */
bool resource_is_namesake(const struct resource *a, const struct resource *b);

/* Is it one object that is written twice, identical? Of two that are not known whole that is not known. */
bool resource_is_copy(const struct resource *a, const struct resource *b);

/* Does the object's name, or its file's, hold this word, in whatever case? */
bool resource_is_called(const struct resource *r, const struct str *word);

/* Are they written in files of one folder? */
bool resource_same_folder(const struct resource *a, const struct resource *b);

/* The text of a label or annotation, or NULL. */
const struct str *resource_label(const struct resource *r, const char *key);
const struct str *resource_annotation(const struct resource *r, const char *key);

#endif
