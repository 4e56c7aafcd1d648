/* Finds the control planes and lays the parts of their configuration together. */
#include "world/installation.h"

#include "keys.h"

static const struct node *member_of(const struct node *map, const struct str *key)
{
	for (const struct node *n = map->first; n; n = n->next)
		if (n->key == key)
			return n;
	return NULL;
}

static void append(struct mesh *m, struct node *map, const struct node *member)
{
	struct node *copy = arena_new(m->arena, struct node);

	*copy = *member; /* its parent stays the one that it is written in: paths and places are the input's */
	copy->next = NULL;
	if (map->first)
		node_last(map)->next = copy;
	else
		map->first = copy;
	map->n++;
}

/* One laid upon the other as Helm does it: maps are merged, all else is replaced. Either may be NULL. */
static const struct node *lay(struct mesh *m, const struct node *over, const struct node *under)
{
	struct node *both;

	if (!over || !under || over == under || !node_is_map(over) || !node_is_map(under))
		return over ? over : under;
	both = arena_new(m->arena, struct node);
	*both = *over;
	both->first = NULL;
	both->n = 0;
	for (const struct node *n = over->first; n; n = n->next)
		append(m, both, lay(m, n, member_of(under, n->key)));
	for (const struct node *n = under->first; n; n = n->next)
		if (!member_of(over, n->key))
			append(m, both, n);
	return both;
}

/* What the profile adds is known for Istio's own ones; others are files that nobody reads here. */
static void apply_profile(struct control_plane *c, const struct str *profile)
{
	static const char *const plain[] = {
		"", "default", "minimal", "empty", "external", "remote", "ambient", "openshift", "openshift-ambient", "stable",
	};

	if (!profile)
		return;
	c->demo |= str_is(profile, "demo");
	if (str_is(profile, "demo"))
		return;
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (str_is(profile, plain[i]))
			return;
	c->open = true;
}

static bool is_off(const struct node *flag)
{
	bool on;

	return node_bool(flag, &on) && !on;
}

/* What Helm values give. False where they install no istiod, or its configuration comes from elsewhere. */
static bool apply_values(struct mesh *m, struct control_plane *c, const struct node *values)
{
	const struct str *profile = node_get_text(values, KEY_profile);

	if (is_off(node_get(values, KEY_configMap)) || is_off(node_at(values, KEY_pilot, KEY_enabled, 0)))
		return false;
	c->mesh = lay(m, c->mesh, node_get(values, KEY_meshConfig));
	c->open |= node_has(values, KEY_meshConfig) && !node_get(values, KEY_meshConfig)
		&& !node_is_null(node_find(values, "meshConfig"));
	c->networks = node_at(values, KEY_global, KEY_meshNetworks, 0);
	c->root = node_text(node_at(values, KEY_global, KEY_istioNamespace, 0));
	apply_profile(c, profile ? profile : node_text(node_at(values, KEY_global, KEY_profile, 0)));
	return true;
}

/* An IstioOperator may bring gateways alone. */
static bool is_without_istiod(const struct node *spec)
{
	const struct node *enabled = node_at(spec, KEY_components, KEY_pilot, KEY_enabled, 0);
	bool on;

	if (node_bool(enabled, &on))
		return !on;
	return str_is(node_get_text(spec, KEY_profile), "empty") || str_is(node_get_text(spec, KEY_profile), "remote");
}

/*
 * What installs istiod is laid upon a profile, and flags, further files and the operator upon it: what it leaves out
 * proves nothing, unless the user says that the tree holds all.
 */
static bool is_overlay(const struct mesh *m)
{
	return m->options.world != WORLD_CLOSED;
}

static void add_installer(struct mesh *m, struct control_planes *all, const struct resource *r)
{
	struct control_plane c = {.resource = r};

	if (r->partial || (r->kind == KIND_ISTIO_OPERATOR && is_without_istiod(r->spec)))
		return;
	if (r->kind == KIND_ISTIO_OPERATOR)
		c.mesh = node_get(r->spec, KEY_meshConfig);
	if (!apply_values(m, &c, node_get(r->spec, KEY_values)))
		return;
	if (r->kind == KIND_ISTIO_OPERATOR)
		c.mesh = lay(m, c.mesh, node_at(r->spec, KEY_unvalidatedValues, KEY_meshConfig, 0));
	apply_profile(&c, node_get_text(r->spec, KEY_profile));
	if (!c.root)
		c.root = node_get_text(r->spec, KEY_namespace);
	c.open |= is_overlay(m);
	vec_push(m->arena, &all->list, c);
}

static void add_installers(struct mesh *m, struct control_planes *all, enum kind kind)
{
	struct resources of = mesh_of(m, kind);

	for (size_t i = 0; i < of.n; i++)
		add_installer(m, all, of.at[i]);
}

/* OpenShift's operator installs istiod where the object is; what else it says has a form of its own. */
static void add_openshift(struct mesh *m, struct control_planes *all)
{
	struct resources others = mesh_of(m, KIND_OTHER);

	for (size_t i = 0; i < others.n; i++) {
		const struct resource *r = others.at[i];
		struct control_plane c = {.resource = r, .open = true, .root = r->ns};

		if (str_is(r->kind_name, "ServiceMeshControlPlane") && str_is(r->group, "maistra.io") && r->ns_known)
			vec_push(m->arena, &all->list, c);
	}
}

static void add_releases(struct mesh *m, struct control_planes *all)
{
	struct resources others = mesh_of(m, KIND_OTHER);

	for (size_t i = 0; i < others.n; i++) {
		const struct resource *r = others.at[i];
		struct control_plane c = {.resource = r, .open = r->values_open || is_overlay(m)};

		if (r->installs_istiod && apply_values(m, &c, r->chart_values))
			vec_push(m->arena, &all->list, c);
	}
}

/* istiod keeps to what it had before where the text is broken: nobody can tell what that is. */
static void add_config_map(struct mesh *m, struct control_planes *all, const struct resource *r)
{
	const struct node *data = node_get(r->root, KEY_data);
	const struct str *text = node_get_text(data, KEY_mesh);
	struct control_plane c = {.resource = r, .mesh = r->mesh_config, .networks = r->mesh_networks};

	if (r->partial || !node_has(data, KEY_mesh) || !(str_is(r->name, "istio") || str_starts(r->name, "istio-")))
		return;
	c.open = r->loose || (c.mesh ? !node_is_map(c.mesh) : !text || text->len > 0);
	vec_push(m->arena, &all->list, c);
}

static void add_config_maps(struct mesh *m, struct control_planes *all)
{
	struct resources maps = mesh_of(m, KIND_CONFIG_MAP);

	for (size_t i = 0; i < maps.n; i++)
		add_config_map(m, all, maps.at[i]);
}

/* The user's file: a MeshConfig, or Helm values that hold one. */
static void add_given(struct mesh *m, struct control_planes *all)
{
	const struct node *given = m->options.mesh_config;
	struct control_plane c = {.open = !node_is_map(given)};

	if (!given)
		return;
	if (!node_has(given, KEY_meshConfig))
		c.mesh = given;
	else if (!apply_values(m, &c, given))
		c.open = true;
	vec_push(m->arena, &all->list, c);
}

struct control_planes control_planes_find(struct mesh *m)
{
	struct control_planes all = {{NULL, 0, 0}};

	add_given(m, &all);
	if (!all.list.n)
		add_config_maps(m, &all);
	if (!all.list.n) {
		add_installers(m, &all, KIND_ISTIO_OPERATOR);
		add_installers(m, &all, KIND_SAIL_ISTIO);
		add_releases(m, &all);
		add_openshift(m, &all);
	}
	return all;
}
