/* Finds the mesh configuration and reads what changes verdicts. */
#include "world/config.h"

#include "keys.h"
#include "world/installation.h"

/* One control plane's configuration on its way into the mesh's. */
struct reading {
	struct mesh *m;
	struct mesh_config *c;
	const struct node *node; /* the MeshConfig, or NULL */
};

/* How a member that is not there counts: one that was rejected, or may stand elsewhere, is not known. */
static enum setting unwritten(const struct reading *r, const struct node *map, uint32_t key)
{
	if (r->c->open || (node_has(map, key) && !node_get(map, key)))
		return SETTING_ASSUMED;
	return r->c->found ? SETTING_DEFAULT : SETTING_ASSUMED;
}

static struct text_setting read_text(const struct reading *r, const struct node *map, uint32_t key,
	const char *otherwise)
{
	struct text_setting s = {node_get_text(map, key), node_get(map, key), SETTING_WRITTEN};

	if (!s.value) {
		s.value = pool_text(r->m->pool, otherwise);
		s.at = NULL;
		s.how = unwritten(r, map, key);
	}
	return s;
}

static struct bool_setting read_bool(const struct reading *r, uint32_t key, bool otherwise)
{
	struct bool_setting s = {otherwise, node_get(r->node, key), SETTING_WRITTEN};

	if (!node_bool(s.at, &s.value)) {
		s.value = otherwise;
		s.at = NULL;
		s.how = unwritten(r, r->node, key);
	}
	return s;
}

static struct list_setting stock_list(const struct reading *r, const char *otherwise, enum setting how)
{
	struct list_setting s = {NULL, 0, NULL, how};
	const struct str **at;

	if (otherwise) {
		at = arena_array(r->m->arena, const struct str *, 1);
		at[0] = pool_text(r->m->pool, otherwise);
		s.value = at;
		s.n = 1;
	}
	return s;
}

static struct list_setting read_list(const struct reading *r, uint32_t key, const char *otherwise)
{
	struct list_setting s = {NULL, 0, node_get(r->node, key), SETTING_WRITTEN};
	VEC(const struct str *) words = {NULL, 0, 0};

	for (const struct node *item = node_first(s.at); item; item = node_next(item))
		if (node_text(item))
			vec_push(r->m->arena, &words, node_text(item));
	if (words.n == 0)
		return stock_list(r, otherwise, unwritten(r, r->node, key));
	s.value = words.at;
	s.n = words.n;
	return s;
}

static void read_root(const struct reading *r, const struct str *installed)
{
	struct text_setting *s = &r->c->root_namespace;

	*s = read_text(r, r->node, KEY_rootNamespace, installed ? installed->text : "istio-system");
	if (s->value->len == 0)
		s->value = pool_text(r->m->pool, "istio-system");
}

/* An object that names no mode lets nothing pass: the stock default stands for the whole object. */
static void read_outbound(const struct reading *r)
{
	const struct node *policy = node_get(r->node, KEY_outboundTrafficPolicy);
	struct text_setting *s = &r->c->outbound_mode;

	if (!policy) {
		*s = read_text(r, r->node, KEY_outboundTrafficPolicy, "ALLOW_ANY");
		return;
	}
	*s = read_text(r, policy, KEY_mode, "REGISTRY_ONLY");
	if (s->how == SETTING_DEFAULT) {
		s->at = policy;
		s->how = SETTING_WRITTEN;
	}
}

static void read_plane(const struct reading *r, const struct control_plane *plane)
{
	struct mesh_config *c = r->c;
	const struct node *n = r->node;

	c->node = n;
	c->resource = plane->resource;
	read_root(r, plane->root);
	c->trust_domain = read_text(r, n, KEY_trustDomain, "cluster.local");
	c->trust_domain_aliases = read_list(r, KEY_trustDomainAliases, NULL);
	c->export_service = read_list(r, KEY_defaultServiceExportTo, "*");
	c->export_virtual_service = read_list(r, KEY_defaultVirtualServiceExportTo, "*");
	c->export_destination_rule = read_list(r, KEY_defaultDestinationRuleExportTo, "*");
	c->auto_mtls = read_bool(r, KEY_enableAutoMtls, true);
	read_outbound(r);
	c->default_config = node_get(n, KEY_defaultConfig);
	c->default_providers = node_get(n, KEY_defaultProviders);
	c->discovery_selectors = node_get(n, KEY_discoverySelectors);
	c->discovery_unsure = !c->discovery_selectors && unwritten(r, n, KEY_discoverySelectors) == SETTING_ASSUMED;
	c->networks = plane->networks;
}

/* Where two control planes differ, the value is not known: the stock one is assumed. */
static void join_text(const struct reading *r, struct text_setting *a, const struct text_setting *b, const char *stock)
{
	if (a->value == b->value && (a->how == SETTING_ASSUMED) == (b->how == SETTING_ASSUMED))
		return;
	*a = (struct text_setting){pool_text(r->m->pool, stock), NULL, SETTING_ASSUMED};
}

static void join_list(const struct reading *r, struct list_setting *a, const struct list_setting *b, const char *stock)
{
	bool same = a->n == b->n && (a->how == SETTING_ASSUMED) == (b->how == SETTING_ASSUMED);

	for (size_t i = 0; same && i < a->n; i++)
		same = a->value[i] == b->value[i];
	if (!same)
		*a = stock_list(r, stock, SETTING_ASSUMED);
}

static void join_node(const struct node **a, const struct node *b)
{
	if (!node_same(*a, b))
		*a = NULL;
}

static void join_plane(const struct reading *r, const struct mesh_config *b)
{
	struct mesh_config *a = r->c;

	a->ambiguous |= !node_same(a->node, b->node);
	join_text(r, &a->root_namespace, &b->root_namespace, "istio-system");
	join_text(r, &a->trust_domain, &b->trust_domain, "cluster.local");
	join_list(r, &a->trust_domain_aliases, &b->trust_domain_aliases, NULL);
	join_list(r, &a->export_service, &b->export_service, "*");
	join_list(r, &a->export_virtual_service, &b->export_virtual_service, "*");
	join_list(r, &a->export_destination_rule, &b->export_destination_rule, "*");
	if (a->auto_mtls.value != b->auto_mtls.value || b->auto_mtls.how == SETTING_ASSUMED)
		a->auto_mtls = (struct bool_setting){true, NULL, SETTING_ASSUMED};
	join_text(r, &a->outbound_mode, &b->outbound_mode, "ALLOW_ANY");
	a->discovery_unsure |= b->discovery_unsure || !node_same(a->discovery_selectors, b->discovery_selectors);
	join_node(&a->default_config, b->default_config);
	join_node(&a->default_providers, b->default_providers);
	join_node(&a->networks, b->networks);
}

/* What the user says goes before all. */
static void apply_options(struct mesh *m, struct mesh_config *c)
{
	if (m->options.mesh_networks)
		c->networks = m->options.mesh_networks;
	if (m->options.root_namespace)
		c->root_namespace = (struct text_setting){pool_text(m->pool, m->options.root_namespace), NULL, SETTING_WRITTEN};
	m->root_namespace = c->root_namespace.value;
}

void config_build(struct mesh *m)
{
	struct mesh_config *c = arena_new(m->arena, struct mesh_config);
	struct control_planes planes = control_planes_find(m);
	struct reading r = {m, c, NULL};

	m->config = c;
	c->found = planes.list.n > 0;
	if (!c->found)
		read_plane(&r, &(struct control_plane){.mesh = NULL});
	for (size_t i = 0; i < planes.list.n; i++) {
		struct mesh_config other = {.found = true, .open = planes.list.at[i].open};
		struct reading next = {m, i ? &other : c, planes.list.at[i].mesh};

		c->open |= other.open;
		read_plane(&next, &planes.list.at[i]);
		if (i)
			join_plane(&r, &other);
	}
	apply_options(m, c);
	providers_build(m, &planes);
}

const struct mesh_config *mesh_configuration(const struct mesh *m)
{
	return m->config;
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

	if (m->config->discovery_unsure)
		return UNKNOWN;
	if (!node_first(m->config->discovery_selectors))
		return YES;
	if (ns->len == 0)
		return UNKNOWN;
	for (const struct node *s = node_first(m->config->discovery_selectors); s; s = node_next(s))
		t = truth_or(t, namespace_matches(m, n ? n : &stranger, s));
	return t;
}
