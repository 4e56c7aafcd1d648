#ifndef WORLD_CONFIG_H
#define WORLD_CONFIG_H
/*
 * The mesh configuration, where it changes verdicts.
 *
 * Taken from, the first that is there: the user's --mesh-config (a MeshConfig, or values of istiod's chart);
 * the ConfigMaps "istio" and "istio-<revision>"; what installs istiod (IstioOperator, the sail operator's
 * Istio, releases of the chart istiod by Flux, Argo CD or k3s). A value
 * is WRITTEN there, or the stock DEFAULT because the configuration is in the tree without it, or
 * ASSUMED, the stock default too: nothing of the control plane is in the tree, its text is broken, more of it stands where
 * nobody looks, or several control planes differ in it. What installs istiod is one layer of several (profiles, flags, an
 * operator's own): of it nothing is DEFAULT but in a closed world, and its lists never are all. Rules may rely on
 * an assumed value only where a wrong guess keeps them silent; each member says when that is.
 * Files of chart values (values.yaml) in the tree are not taken: nothing says that they are istiod's and in use.
 */
#include <stdbool.h>
#include <stddef.h>

#include "world/mesh.h"

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

/* An extension provider, Istio's own (prometheus, stackdriver, envoy; those of the profile demo) included. */
struct provider {
	const struct str *name;
	const struct str *kind;   /* "envoyExtAuthzHttp", "zipkin", ...; NULL where it is missing or not certain */
	const struct node *node;  /* NULL for Istio's own */
	const struct resource *resource; /* that it is written in; NULL: a file that the user gave, or Istio's own */
};

struct mesh_config {
	const struct node *node;         /* the MeshConfig, or NULL */
	const struct resource *resource; /* that holds it (of several control planes the first); NULL where the user gave a file or there is none */
	bool found;                      /* a control plane is in the tree, or the user gave its configuration */
	bool open;                       /* some of it stands, or may stand, where nobody looks */
	bool ambiguous;                  /* several control planes with differing configurations are in the tree: nodes below in which they differ are NULL */

	struct text_setting root_namespace;      /* assumed istio-system: harmless, another has no meaning to istiod then */
	struct text_setting trust_domain;        /* assumed cluster.local: a foreign one must not be called wrong */
	struct list_setting trust_domain_aliases;
	struct list_setting export_service;      /* defaultServiceExportTo; assumed "*" */
	struct list_setting export_virtual_service;
	struct list_setting export_destination_rule; /* only "." and "*" have a meaning here */
	struct bool_setting auto_mtls;           /* enableAutoMtls; assumed true */
	struct text_setting outbound_mode;       /* outboundTrafficPolicy.mode, REGISTRY_ONLY or ALLOW_ANY; assumed ALLOW_ANY */
	const struct node *default_config;       /* defaultConfig (ProxyConfig), or NULL */
	const struct node *default_providers;    /* defaultProviders, or NULL */
	const struct node *discovery_selectors;  /* list of selectors of namespaces, or NULL: all */
	bool discovery_unsure;                   /* what they are is not known */
	const struct provider *providers;
	size_t n_providers;
	bool providers_open;                     /* there may be more */
	const struct node *networks;             /* MeshNetworks, or (Helm values) its networks alone, or NULL */
};

/* Never NULL. */
const struct mesh_config *mesh_configuration(const struct mesh *m);

/* The provider of exactly this name, as authorization looks for it, or NULL. */
const struct provider *mesh_provider(const struct mesh *m, const struct str *name);

/* The provider of this name, letter case aside, as telemetry looks for it, or NULL. */
const struct provider *mesh_telemetry_provider(const struct mesh *m, const struct str *name);

/* Is there a provider of exactly this name? UNKNOWN where not all of the configuration is at hand. */
enum truth mesh_has_provider(const struct mesh *m, const struct str *name);
enum truth mesh_has_telemetry_provider(const struct mesh *m, const struct str *name);

/* Does istiod look at this namespace at all (discoverySelectors)? */
enum truth mesh_discovers(const struct mesh *m, const struct str *ns);

#endif
