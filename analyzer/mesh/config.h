#ifndef MESH_CONFIG_H
#define MESH_CONFIG_H
/*
 * The mesh configuration, where it changes verdicts.
 *
 * Taken from, the first that is there: the user's --mesh-config; the ConfigMap
 * "istio" (or "istio-<revision>") of the root namespace; IstioOperator
 * spec.meshConfig; the sail operator's Istio spec.values.meshConfig. A value
 * is WRITTEN there, or the stock DEFAULT because the configuration is in the tree without it, or
 * ASSUMED: nothing of the control plane is in the tree and the stock default is taken. Rules may rely on
 * an assumed value only where a wrong guess keeps them silent; each member says when that is.
 */
#include <stdbool.h>
#include <stddef.h>

#include "mesh/mesh.h"

enum setting {
	SETTING_ASSUMED,
	SETTING_DEFAULT,
	SETTING_WRITTEN,
};

struct text_setting {
	const struct str *value; /* never NULL */
	const struct node *at;   /* where it is written, else NULL */
	enum setting how;
};

struct bool_setting {
	bool value;
	const struct node *at;
	enum setting how;
};

struct list_setting {
	const struct str *const *value;
	size_t n;
	const struct node *at;
	enum setting how;
};

/* An extension provider, Istio's own (prometheus, stackdriver, envoy) included. */
struct provider {
	const struct str *name;
	const struct str *kind;   /* "envoyExtAuthzHttp", "zipkin", ...; NULL where it is missing */
	const struct node *node;  /* NULL for Istio's own */
};

struct mesh_config {
	const struct node *node;         /* the MeshConfig, or NULL */
	const struct resource *resource; /* that holds it; NULL where the user gave a file or there is none */
	bool found;                      /* a control plane is in the tree, or the user gave its configuration */
	bool ambiguous;                  /* several control planes with differing configurations are in the tree: values are the first's */

	struct text_setting root_namespace;      /* assumed istio-system: harmless, another has no meaning to istiod then */
	struct text_setting trust_domain;        /* assumed cluster.local: a foreign one must not be called wrong */
	struct list_setting trust_domain_aliases;
	struct list_setting export_service;      /* defaultServiceExportTo; assumed "*" */
	struct list_setting export_virtual_service;
	struct list_setting export_destination_rule; /* only "." and "*" have a meaning here */
	struct bool_setting auto_mtls;           /* enableAutoMtls; assumed true */
	struct text_setting outbound_mode;       /* outboundTrafficPolicy.mode, REGISTRY_ONLY or ALLOW_ANY; assumed ALLOW_ANY */
	struct text_setting ingress_service;     /* assumed istio-ingressgateway */
	const struct node *ingress_selector;     /* map of labels, or NULL: istio: ingressgateway */
	struct text_setting access_log_file;     /* assumed "" */
	const struct node *default_config;       /* defaultConfig (ProxyConfig), or NULL */
	const struct node *default_providers;    /* defaultProviders, or NULL */
	const struct node *discovery_selectors;  /* list of selectors of namespaces, or NULL: all */
	const struct node *retry_policy;         /* defaultHttpRetryPolicy, or NULL */
	const struct provider *providers;
	size_t n_providers;
	const struct node *networks;             /* MeshNetworks, or NULL */
};

/* Never NULL. */
const struct mesh_config *mesh_configuration(const struct mesh *m);

/* The provider of this name, or NULL. */
const struct provider *mesh_provider(const struct mesh *m, const struct str *name);

/* Is there such a provider? UNKNOWN where the configuration is not in the tree. */
enum truth mesh_has_provider(const struct mesh *m, const struct str *name);

/* Does istiod look at this namespace at all (discoverySelectors)? */
enum truth mesh_discovers(const struct mesh *m, const struct str *ns);

#endif
