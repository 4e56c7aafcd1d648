#ifndef WORLD_INSTALLATION_H
#define WORLD_INSTALLATION_H
/*
 * The control planes that the tree or the user describes: for config.c alone.
 *
 * What istiod itself would read goes before what installs it: the user's file; ConfigMaps
 * "istio" and "istio-<revision>"; IstioOperator, sail's Istio and releases of the chart istiod. The first
 * of these that is there is taken, and of that all.
 */
#include "world/internal.h"

struct control_plane {
	const struct resource *resource; /* NULL: a file that the user named */
	const struct node *mesh;         /* its MeshConfig, layers laid upon each other; NULL: none is written */
	const struct node *networks;     /* its MeshNetworks, or the map of networks alone, or NULL */
	const struct str *root;          /* root namespace that the installation gives, or NULL */
	bool open;                       /* there is more configuration than could be read, or may be: all but the ConfigMap and the user's file are laid upon other layers */
	bool demo;                       /* installed with the profile demo, which brings configuration of its own */
};

struct control_planes {
	VEC(struct control_plane) list;
};

struct control_planes control_planes_find(struct mesh *m);

/* world/provider.c: fill the configuration's providers. */
void providers_build(struct mesh *m, const struct control_planes *planes);

#endif
