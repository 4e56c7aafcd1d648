/* Finds the mesh configuration and reads what changes verdicts. */
#include "mesh/config.h"

#include "keys.h"
#include "mesh/internal.h"

/* A place where a mesh configuration may stand. */
struct candidate {
	const struct node *node;         /* the MeshConfig; NULL where the control plane is there without one */
	const struct resource *resource;
	const struct str *root;          /* root namespace that the installation names, or NULL */
};

static void consider(struct mesh_config *c, struct candidate *best, struct candidate next)
{
	if (!c->found) {
		c->found = true;
		*best = next;
		return;
	}
	if (!node_same(best->node, next.node))
		c->ambiguous = true;
}

/* Values that istiod's chart turns into the configuration's root namespace. */
static const struct str *installed_root(const struct node *spec)
{
	const struct str *s = node_text(node_at(spec, KEY_values, KEY_global, KEY_istioNamespace, 0));

	return s ? s : node_get_text(spec, KEY_namespace);
}

static void consider_config_maps(struct mesh *m, struct mesh_config *c, struct candidate *best)
{
	struct resources maps = mesh_of(m, KIND_CONFIG_MAP);

	for (size_t i = 0; i < maps.n; i++) {
		const struct resource *r = maps.at[i];

		if (!r->partial && str_starts(r->name, "istio") && node_has(node_get(r->root, KEY_data), KEY_mesh)
				&& (str_is(r->name, "istio") || str_starts(r->name, "istio-")))
			consider(c, best, (struct candidate){r->mesh_config, r, NULL});
	}
}

static void consider_kind(struct mesh *m, enum kind kind, struct mesh_config *c, struct candidate *best)
{
	struct resources all = mesh_of(m, kind);

	for (size_t i = 0; i < all.n; i++) {
		const struct resource *r = all.at[i];
		const struct node *node = node_at(r->spec, KEY_values, KEY_meshConfig, 0);

		if (r->partial)
			continue;
		if (kind == KIND_ISTIO_OPERATOR && node_get(r->spec, KEY_meshConfig))
			node = node_get(r->spec, KEY_meshConfig);
		consider(c, best, (struct candidate){node, r, installed_root(r->spec)});
	}
}

/* The first of the places that holds one; later places are not asked. */
static struct candidate find_config(struct mesh *m, struct mesh_config *c)
{
	struct candidate best = {m->options.mesh_config, NULL, NULL};

	if (best.node) {
		c->found = true;
		return best;
	}
	consider_config_maps(m, c, &best);
	if (!c->found)
		consider_kind(m, KIND_ISTIO_OPERATOR, c, &best);
	if (!c->found)
		consider_kind(m, KIND_SAIL_ISTIO, c, &best);
	return best;
}

static enum setting unwritten(const struct mesh_config *c)
{
	return c->found ? SETTING_DEFAULT : SETTING_ASSUMED;
}

static struct text_setting read_text(struct mesh *m, const struct mesh_config *c, const struct node *node,
	const char *otherwise)
{
	struct text_setting s = {node_text(node), node, SETTING_WRITTEN};

	if (!s.value) {
		s.value = pool_text(m->pool, otherwise);
		s.at = NULL;
		s.how = unwritten(c);
	}
	return s;
}

static struct bool_setting read_bool(const struct mesh_config *c, const struct node *node, bool otherwise)
{
	struct bool_setting s = {otherwise, node, SETTING_WRITTEN};

	if (!node_bool(node, &s.value)) {
		s.value = otherwise;
		s.at = NULL;
		s.how = unwritten(c);
	}
	return s;
}

static struct list_setting read_list(struct mesh *m, const struct mesh_config *c, const struct node *node,
	const char *otherwise)
{
	struct list_setting s = {NULL, 0, node, SETTING_WRITTEN};
	VEC(const struct str *) words = {NULL, 0, 0};

	for (const struct node *item = node_first(node); item; item = node_next(item))
		if (node_text(item))
			vec_push(m->arena, &words, node_text(item));
	if (words.n == 0) {
		if (otherwise)
			vec_push(m->arena, &words, pool_text(m->pool, otherwise));
		s.at = NULL;
		s.how = unwritten(c);
	}
	s.value = words.at;
	s.n = words.n;
	return s;
}

static void add_provider(struct mesh *m, struct mesh_config *c, struct provider *room,
	const struct str *name, const struct str *kind, const struct node *node)
{
	void **at = map_at(m->arena, &m->providers, name, NULL, NULL);
	struct provider *p = *at;

	if (!p) {
		p = &room[c->n_providers++];
		*at = p;
	}
	p->name = name;
	p->kind = kind;
	p->node = node;
}

static const struct str *provider_kind(const struct node *provider)
{
	for (const struct node *n = node_first(provider); n; n = node_next(n))
		if (n->key->key != KEY_name)
			return n->key;
	return NULL;
}

/* Istio's own providers stay beside the written ones, which replace those of their name. */
static void read_providers(struct mesh *m, struct mesh_config *c)
{
	static const char *const stock[][2] = {
		{"prometheus", "prometheus"}, {"stackdriver", "stackdriver"}, {"envoy", "envoyFileAccessLog"},
	};
	const size_t n_stock = sizeof stock / sizeof *stock;
	const struct node *list = node_get(c->node, KEY_extensionProviders);
	struct provider *room = arena_array(m->arena, struct provider, n_stock + (list ? list->n : 0));

	for (size_t i = 0; i < n_stock; i++)
		add_provider(m, c, room, pool_text(m->pool, stock[i][0]), pool_text(m->pool, stock[i][1]), NULL);
	for (const struct node *p = node_first(list); p; p = node_next(p))
		if (node_get_text(p, KEY_name))
			add_provider(m, c, room, node_get_text(p, KEY_name), provider_kind(p), p);
	c->providers = room;
}

static const struct node *find_networks(const struct mesh *m, const struct mesh_config *c)
{
	if (m->options.mesh_networks)
		return m->options.mesh_networks;
	if (c->resource && c->resource->mesh_networks)
		return c->resource->mesh_networks;
	return c->resource ? node_at(c->resource->spec, KEY_values, KEY_global, KEY_meshNetworks, 0) : NULL;
}

static void read_root(struct mesh *m, struct mesh_config *c, const struct str *installed)
{
	c->root_namespace = read_text(m, c, node_get(c->node, KEY_rootNamespace),
		installed ? installed->text : "istio-system");
	if (c->root_namespace.value->len == 0)
		c->root_namespace.value = pool_text(m->pool, "istio-system");
	if (m->options.root_namespace) {
		c->root_namespace.value = pool_text(m->pool, m->options.root_namespace);
		c->root_namespace.at = NULL;
		c->root_namespace.how = SETTING_WRITTEN;
	}
	m->root_namespace = c->root_namespace.value;
}

void config_build(struct mesh *m)
{
	struct mesh_config *c = arena_new(m->arena, struct mesh_config);
	struct candidate best = find_config(m, c);
	const struct node *n = best.node;

	m->config = c;
	c->node = n;
	c->resource = best.resource;
	read_root(m, c, best.root);
	c->trust_domain = read_text(m, c, node_get(n, KEY_trustDomain), "cluster.local");
	c->trust_domain_aliases = read_list(m, c, node_get(n, KEY_trustDomainAliases), NULL);
	c->export_service = read_list(m, c, node_get(n, KEY_defaultServiceExportTo), "*");
	c->export_virtual_service = read_list(m, c, node_get(n, KEY_defaultVirtualServiceExportTo), "*");
	c->export_destination_rule = read_list(m, c, node_get(n, KEY_defaultDestinationRuleExportTo), "*");
	c->auto_mtls = read_bool(c, node_get(n, KEY_enableAutoMtls), true);
	c->outbound_mode = read_text(m, c, node_at(n, KEY_outboundTrafficPolicy, KEY_mode, 0), "ALLOW_ANY");
	c->ingress_service = read_text(m, c, node_get(n, KEY_ingressService), "istio-ingressgateway");
	c->ingress_selector = node_get(n, KEY_ingressSelector);
	c->access_log_file = read_text(m, c, node_get(n, KEY_accessLogFile), "");
	c->default_config = node_get(n, KEY_defaultConfig);
	c->default_providers = node_get(n, KEY_defaultProviders);
	c->discovery_selectors = node_get(n, KEY_discoverySelectors);
	c->retry_policy = node_get(n, KEY_defaultHttpRetryPolicy);
	c->networks = find_networks(m, c);
	read_providers(m, c);
}

const struct mesh_config *mesh_configuration(const struct mesh *m)
{
	return m->config;
}

const struct provider *mesh_provider(const struct mesh *m, const struct str *name)
{
	return map_get(&m->providers, name, NULL, NULL);
}

enum truth mesh_has_provider(const struct mesh *m, const struct str *name)
{
	if (mesh_provider(m, name))
		return YES;
	if (m->config->ambiguous || (m->config->found && !m->config->node && m->config->resource
			&& m->config->resource->kind == KIND_CONFIG_MAP))
		return UNKNOWN;
	return mesh_closed(m, SCOPE_CONTROL_PLANE, NULL) == YES ? NO : UNKNOWN;
}

static enum truth namespace_matches(const struct mesh *m, const struct namespace *ns,
	const struct node *selector)
{
	const struct str *name_key = pool_text(m->pool, "kubernetes.io/metadata.name");
	bool open = !ns->resource;
	const struct node *labels = ns->resource ? ns->resource->labels : NULL;
	enum truth t = YES;

	for (const struct node *l = node_first(node_get(selector, KEY_matchLabels)); l; l = node_next(l)) {
		const struct str *value = l->key == name_key ? ns->name : node_text(node_member(labels, l->key));

		if (value ? value != node_text(l) : !open)
			return NO;
		if (!value)
			t = UNKNOWN;
	}
	for (const struct node *e = node_first(node_get(selector, KEY_matchExpressions)); e; e = node_next(e)) {
		const struct str *key = node_get_text(e, KEY_key);
		const struct str *value = key == name_key ? ns->name : key ? node_text(node_member(labels, key)) : NULL;

		t = truth_and(t, expression_holds(e, value, open));
	}
	return t;
}

enum truth mesh_discovers(const struct mesh *m, const struct str *ns)
{
	const struct namespace stranger = {.name = ns, .known = ns->len > 0};
	const struct namespace *n = mesh_namespace(m, ns);
	enum truth t = NO;

	if (!node_first(m->config->discovery_selectors))
		return m->config->found || m->options.world == WORLD_CLOSED ? YES : UNKNOWN;
	if (ns->len == 0)
		return UNKNOWN;
	for (const struct node *s = node_first(m->config->discovery_selectors); s; s = node_next(s))
		t = truth_or(t, namespace_matches(m, n ? n : &stranger, s));
	return t;
}
