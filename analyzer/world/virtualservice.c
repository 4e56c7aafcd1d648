/* VirtualServices with their names resolved, and the groups that share a host. */
#include "world/virtualservice.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "world/internal.h"

#define FEW_HOSTS 16 /* so many are looked through one by one */

struct group_builder {
	struct vs_group group;
	VEC(const struct virtualservice *) members;
};

/* The VirtualServices of a host, or of a gateway, each once and ordered by resource_compare. */
struct users {
	VEC(const struct virtualservice *) list;
};

struct virtual_services {
	struct virtualservice *all;
	size_t n;
	struct map by_resource;
	struct map by_name;                   /* ns, name -> the first virtualservice */
	struct map group_of;                  /* gateway, lower host -> struct group_builder; of several members */
	struct map of_host;                   /* lower host -> struct users */
	struct map of_gateway;                /* gateway -> struct users */
	VEC(struct group_builder *) building;
	struct vs_group *groups;              /* the same, finished */
	const struct str **namespaces;        /* all of the mesh, sorted */
	size_t n_namespaces;
};

struct reading {
	struct mesh *m;
	struct virtualservice *vs;
	VEC(struct destination) destinations;
	VEC(struct delegation) delegations;
};

static const uint32_t rule_keys[N_ROUTE_KINDS] = {KEY_http, KEY_tls, KEY_tcp};

static void read_hosts(struct mesh *m, struct virtualservice *vs)
{
	const struct node *list = node_get(vs->resource->spec, KEY_hosts);
	struct vs_host *hosts;
	struct host_set *set;

	vs->delegate = list ? node_is_null(list) || list->n == 0 : !node_has(vs->resource->spec, KEY_hosts);
	if (!list || !node_is_list(list))
		return;
	hosts = arena_array(m->arena, struct vs_host, list->n);
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		struct vs_host h = {.node = n, .text = node_text(n)};

		h.host = h.text ? host_expand(m, h.text, vs->resource->ns) : NULL;
		if (!h.host)
			continue;
		h.lower = host_lower(m, h.host);
		hosts[vs->n_hosts++] = h;
	}
	vs->hosts = hosts;
	if (vs->n_hosts <= FEW_HOSTS)
		return;
	set = arena_new(m->arena, struct host_set);
	for (size_t i = 0; i < vs->n_hosts; i++)
		if (!map_get(&set->exact, NULL, hosts[i].host, NULL)) {
			host_set_add(m, m->arena, set, NULL, hosts[i].host);
			*map_at(m->arena, &set->exact, NULL, hosts[i].host, NULL) = &hosts[i];
		}
	host_set_finish(set);
	vs->host_set = set;
}

static void index_gateways(struct mesh *m, struct virtualservice *vs)
{
	const struct str **sorted;

	if (vs->n_gateways <= FEW_HOSTS)
		return;
	sorted = arena_array(m->arena, const struct str *, vs->n_gateways);
	for (size_t i = 0; i < vs->n_gateways; i++)
		sorted[i] = vs->gateways[i].key;
	qsort(sorted, vs->n_gateways, sizeof *sorted, str_by_address);
	vs->gateway_keys = sorted;
}

static void read_gateways(struct mesh *m, struct virtualservice *vs)
{
	const struct node *list = node_get(vs->resource->spec, KEY_gateways);
	size_t n = node_is_list(list) ? list->n : 0;
	struct gateway_ref *refs = arena_array(m->arena, struct gateway_ref, n ? n : 1);

	for (const struct node *g = n ? node_first(list) : NULL; g; g = node_next(g)) {
		const struct str *text = node_text(g);

		if (!text)
			continue;
		refs[vs->n_gateways] = gateway_resolve(m, vs->resource->ns, text);
		refs[vs->n_gateways++].node = g;
	}
	/* A list that the checker rejected tells nothing; one that is missing or empty means "mesh". */
	if (!n && (list || !node_has(vs->resource->spec, KEY_gateways)))
		refs[vs->n_gateways++] = gateway_resolve(m, vs->resource->ns, pool_text(m->pool, "mesh"));
	for (size_t i = 0; i < vs->n_gateways; i++) {
		vs->mesh |= refs[i].mesh;
		vs->bound |= !refs[i].mesh;
	}
	vs->gateways = refs;
	index_gateways(m, vs);
}

static void read_destination(struct reading *r, struct destination d)
{
	int64_t port;

	if (!node_is_map(d.node))
		return;
	d.vs = r->vs;
	d.host_node = node_get(d.node, KEY_host);
	d.text = node_text(d.host_node);
	d.host = d.text ? host_expand(r->m, d.text, r->vs->resource->ns) : NULL;
	d.subset_node = node_get(d.node, KEY_subset);
	d.subset = node_text(d.subset_node);
	if (d.subset && !d.subset->len)
		d.subset = NULL;
	d.port_node = node_get(node_get(d.node, KEY_port), KEY_number);
	if (node_int(d.port_node, &port))
		d.port = port;
	vec_push(r->m->arena, &r->destinations, d);
}

static void read_delegate(struct reading *r, const struct node *rule, const struct node *node, uint32_t index)
{
	const struct str *ns = node_get_text(node, KEY_namespace);
	struct delegation d = {.root = r->vs, .rule = rule, .node = node, .rule_index = index};

	d.name = node_get_text(node, KEY_name);
	d.ns = ns && ns->len ? ns : r->vs->resource->ns;
	if (d.name)
		vec_push(r->m->arena, &r->delegations, d);
}

/* Has some destination of this list a weight above 0? */
static bool is_weighted(const struct node *route)
{
	int64_t weight;

	for (const struct node *n = node_first(route); n; n = node_next(n))
		if (node_get_int(n, KEY_weight, &weight) && weight > 0)
			return true;
	return false;
}

static void read_rule(struct reading *r, const struct node *rule, enum route_kind kind)
{
	struct destination d = {.rule = rule, .kind = kind, .rule_index = rule->index};
	const struct node *delegate = NULL, *route = node_get(rule, KEY_route);
	bool weighted = kind == ROUTE_HTTP && is_weighted(route);
	int64_t weight;

	if (kind == ROUTE_HTTP)
		delegate = node_get(rule, KEY_delegate);
	if (delegate)
		read_delegate(r, rule, delegate, rule->index);
	for (const struct node *n = node_first(route); n; n = node_next(n)) {
		d.entry = n;
		d.node = node_get(n, KEY_destination);
		weight = 0;
		d.idle = weighted && (node_get_int(n, KEY_weight, &weight) || !node_has(n, KEY_weight)) && !weight;
		read_destination(r, d);
	}
	if (kind != ROUTE_HTTP)
		return;
	d.idle = false;
	d.role = DESTINATION_MIRROR;
	d.entry = d.node = node_get(rule, KEY_mirror);
	read_destination(r, d);
	for (const struct node *n = node_first(node_get(rule, KEY_mirrors)); n; n = node_next(n)) {
		d.entry = n;
		d.node = node_get(n, KEY_destination);
		read_destination(r, d);
	}
}

static void read_virtualservice(struct mesh *m, struct virtualservice *vs)
{
	struct reading r = {.m = m, .vs = vs};

	vs->exports = mesh_exports(m, vs->resource);
	read_hosts(m, vs);
	read_gateways(m, vs);
	for (int kind = 0; kind < N_ROUTE_KINDS; kind++) {
		const struct node *rules = node_get(vs->resource->spec, rule_keys[kind]);

		for (const struct node *n = node_first(rules); n; n = node_next(n))
			read_rule(&r, n, (enum route_kind)kind);
	}
	vs->destinations = r.destinations.at;
	vs->n_destinations = r.destinations.n;
	vs->delegations = r.delegations.at;
	vs->n_delegations = r.delegations.n;
}

static void add_to_group(struct mesh *m, struct virtual_services *all, const struct virtualservice *vs,
	const struct str *gateway, const struct str *host)
{
	void **at = map_at(m->arena, &all->group_of, gateway, host, NULL);
	struct group_builder *b = *at;

	if (!b) {
		*at = b = arena_new(m->arena, struct group_builder);
		b->group.gateway = gateway;
		b->group.host = host;
		vec_push(m->arena, &all->building, b);
	}
	/* A host or gateway listed twice brings the same VirtualService again, at once. */
	if (b->members.n && b->members.at[b->members.n - 1] == vs)
		return;
	vec_push(m->arena, &b->members, vs);
}

static void add_user(struct mesh *m, struct map *map, const struct str *what, const struct virtualservice *vs)
{
	void **at = map_at(m->arena, map, what, NULL, NULL);
	struct users *u = *at;

	if (!u)
		*at = u = arena_new(m->arena, struct users);
	if (!u->list.n || u->list.at[u->list.n - 1] != vs)
		vec_push(m->arena, &u->list, vs);
}

static bool is_shared(const struct map *map, const struct str *what)
{
	return ((const struct users *)map_get(map, what, NULL, NULL))->list.n > 1;
}

/*
 * Enter the VirtualService for what it shares with others; false where that is too much: then it is entered for its first pairs
 * of gateway and host, and where there are too many groups only for those that are there.
 */
static bool add_to_groups(struct mesh *m, struct virtual_services *all, const struct virtualservice *vs,
	const struct str *const *hosts, size_t n)
{
	size_t pairs = 0;
	bool whole = true;

	for (size_t g = 0; n && g < vs->n_gateways; g++)
		for (size_t h = 0; is_shared(&all->of_gateway, vs->gateways[g].key) && h < n; h++) {
			const struct str *gateway = vs->gateways[g].key;

			if (pairs++ >= VS_GROUPS_MOST)
				return false;
			if (all->building.n < VS_GROUPS_MOST || map_get(&all->group_of, gateway, hosts[h], NULL))
				add_to_group(m, all, vs, gateway, hosts[h]);
			else
				whole = false;
		}
	return whole;
}

static void find_groups(struct mesh *m, struct virtual_services *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct virtualservice *vs = &all->all[i];

		for (size_t g = 0; g < vs->n_gateways; g++)
			add_user(m, &all->of_gateway, vs->gateways[g].key, vs);
		for (size_t h = 0; h < vs->n_hosts; h++)
			add_user(m, &all->of_host, vs->hosts[h].lower, vs);
	}
	for (size_t i = 0; i < all->n; i++) {
		const struct virtualservice *vs = &all->all[i];
		VEC(const struct str *) shared = {NULL, 0, 0};

		for (size_t h = 0; h < vs->n_hosts; h++)
			if (is_shared(&all->of_host, vs->hosts[h].lower))
				vec_push(m->arena, &shared, vs->hosts[h].lower);
		if (add_to_groups(m, all, vs, shared.at, shared.n) || m->limits->list.n)
			continue;
		mesh_limit(m, vs->resource, pool_printf(m->pool,
			"VirtualServices share hosts on gateways in more than %d combinations, of which only the first were compared",
			VS_GROUPS_MOST)->text);
	}
}

static void make_groups(struct mesh *m, struct virtual_services *all)
{
	find_groups(m, all);
	all->groups = arena_array(m->arena, struct vs_group, all->building.n);
	for (size_t i = 0; i < all->building.n; i++) {
		struct group_builder *b = all->building.at[i];

		b->group.at = b->members.at;
		b->group.n = b->members.n;
		all->groups[i] = b->group;
	}
}

struct parents {
	VEC(const struct delegation *) delegations;
};

static void link_delegates(struct mesh *m, struct virtual_services *all)
{
	struct map parents_of = {0};

	for (size_t i = 0; i < all->n; i++) {
		for (size_t j = 0; j < all->all[i].n_delegations; j++) {
			struct delegation *d = (struct delegation *)&all->all[i].delegations[j];
			struct parents *p;
			void **at;

			d->child = map_get(&all->by_name, d->ns, d->name, NULL);
			d->visible = UNKNOWN;
			if (!d->child)
				continue;
			d->visible = export_reaches(d->child->exports, d->root->resource->ns);
			if (!d->child->delegate)
				continue;
			at = map_at(m->arena, &parents_of, d->child, NULL, NULL);
			if (!*at)
				*at = arena_new(m->arena, struct parents);
			p = *at;
			vec_push(m->arena, &p->delegations, d);
			((struct virtualservice *)d->child)->parents = p->delegations.at;
			((struct virtualservice *)d->child)->n_parents = p->delegations.n;
		}
	}
}

static void list_namespaces(struct mesh *m, struct virtual_services *all)
{
	const struct namespace *const *ns = mesh_namespaces(m, &all->n_namespaces);

	all->namespaces = arena_array(m->arena, const struct str *, all->n_namespaces);
	for (size_t i = 0; i < all->n_namespaces; i++)
		all->namespaces[i] = ns[i]->name;
}

void virtual_services_build(struct mesh *m)
{
	struct resources rs = mesh_of(m, KIND_VIRTUAL_SERVICE);
	struct virtual_services *all = arena_new(m->arena, struct virtual_services);

	m->virtual_services = all;
	all->all = arena_array(m->arena, struct virtualservice, rs.n);
	for (size_t i = 0; i < rs.n; i++) {
		struct virtualservice *vs = &all->all[all->n];
		void **at;

		resources_ahead(rs.at, rs.n, i);
		if (rs.at[i]->partial)
			continue;
		all->n++;
		vs->resource = rs.at[i];
		read_virtualservice(m, vs);
		*map_at(m->arena, &all->by_resource, vs->resource, NULL, NULL) = vs;
		at = map_at(m->arena, &all->by_name, vs->resource->ns, vs->resource->name, NULL);
		if (!*at)
			*at = vs;
	}
	list_namespaces(m, all);
	make_groups(m, all);
	link_delegates(m, all);
}

const struct str *const *virtual_services_namespaces(const struct mesh *m, size_t *n)
{
	*n = m->virtual_services->n_namespaces;
	return m->virtual_services->namespaces;
}

const struct virtualservice *virtualservice_of(const struct mesh *m, const struct resource *r)
{
	return map_get(&m->virtual_services->by_resource, r, NULL, NULL);
}

const struct virtualservice *mesh_virtualservices(const struct mesh *m, size_t *n)
{
	*n = m->virtual_services->n;
	return m->virtual_services->all;
}

const struct vs_group *mesh_vs_groups(const struct mesh *m, size_t *n)
{
	*n = m->virtual_services->building.n;
	return m->virtual_services->groups;
}

bool virtualservice_is_on(const struct virtualservice *vs, const struct str *gateway)
{
	if (vs->gateway_keys)
		return bsearch(&gateway, vs->gateway_keys, vs->n_gateways, sizeof gateway, str_by_address) != NULL;
	for (size_t i = 0; i < vs->n_gateways; i++)
		if (vs->gateways[i].key == gateway)
			return true;
	return false;
}

struct virtualservices mesh_vs_group(const struct mesh *m, const struct str *gateway, const struct str *host)
{
	const struct group_builder *b = map_get(&m->virtual_services->group_of, gateway, host, NULL);
	const struct users *all = map_get(&m->virtual_services->of_host, host, NULL, NULL);

	if (b)
		return (struct virtualservices){b->group.at, b->group.n};
	for (size_t i = 0; all && i < all->list.n; i++)
		if (virtualservice_is_on(all->list.at[i], gateway))
			return (struct virtualservices){&all->list.at[i], 1};
	return (struct virtualservices){0};
}

const struct vs_host *virtualservice_host(const struct virtualservice *vs, const struct str *host)
{
	if (vs->host_set)
		return map_get(&vs->host_set->exact, NULL, host, NULL);
	for (size_t i = 0; i < vs->n_hosts; i++)
		if (vs->hosts[i].host == host)
			return &vs->hosts[i];
	return NULL;
}

/* Does a host of the VirtualService, or perhaps, overlap this one of a server? */
static bool host_meets(const struct mesh *m, const struct virtualservice *vs, const struct str *host)
{
	if (host_set_can_tell(vs->host_set, NULL, host))
		return host_set_meets(m, vs->host_set, NULL, host) != NO;
	for (size_t i = 0; i < vs->n_hosts; i++)
		if (host_overlaps(host, vs->hosts[i].host) != NO)
			return true;
	return false;
}

bool virtualservice_meets_server(const struct virtualservice *vs, const struct server *s)
{
	for (size_t k = 0; k < vs->n_hosts; k++)
		if (server_admits(s, vs->resource->ns, vs->hosts[k].host) == YES)
			return true;
	return false;
}

unsigned virtualservice_serving(const struct mesh *m, const struct virtualservice *vs, const struct gateway *g, bool *any)
{
	const struct str *ns = vs->resource->ns;
	unsigned serves = 0;

	if (!vs->host_set || vs->n_hosts < g->n_hosts) {
		for (size_t i = 0; i < vs->n_hosts; i++)
			serves |= gateway_serving(m, g, ns, vs->hosts[i].host, any);
		return serves;
	}
	for (size_t i = 0; i < g->n; i++) {
		const struct server *s = &g->servers[i];
		bool takes = s->garbled;

		for (size_t k = 0; k < s->n_hosts && !takes; k++)
			takes = (!s->hosts[k].ns || ns_same(s->hosts[k].ns, ns) != NO) && host_meets(m, vs, s->hosts[k].host);
		*any |= takes;
		serves |= takes ? s->serves : 0;
	}
	return serves;
}

int virtualservice_rank(const struct virtualservice *vs, const struct str *client_ns)
{
	if (vs->exports->scope == EXPORT_ALL)
		return vs->attached && vs->resource->ns == client_ns ? 2 : 3;
	return vs->resource->ns == client_ns ? 0 : 1;
}

/* Do both reach a namespace that runs the gateway? */
static enum truth meet_on(const struct gateway *g, const struct virtualservice *a, const struct virtualservice *b)
{
	enum truth any = NO;

	for (; g; g = g->twin) {
		for (size_t i = 0; i < g->n_ns; i++)
			any = truth_or(any, truth_and(export_reaches(a->exports, g->ns[i]),
				export_reaches(b->exports, g->ns[i])));
		if (g->workloads == UNKNOWN || g->partial)
			any = truth_or(any, UNKNOWN);
	}
	return any;
}

static bool is_twin(const struct mesh *m, const struct virtualservice *a, const struct virtualservice *b)
{
	struct resources twins = mesh_twins(m, a->resource);

	for (size_t i = 0; i < twins.n; i++)
		if (twins.at[i] == b->resource)
			return true;
	return a == b;
}

enum truth virtualservices_meet(const struct mesh *m, const struct virtualservice *a,
	const struct virtualservice *b, const struct str *gateway)
{
	enum truth both = export_overlaps(a->exports, b->exports);
	const struct gateway *g;
	enum truth on;

	if (is_twin(m, a, b) || !virtualservice_is_on(a, gateway) || !virtualservice_is_on(b, gateway))
		return NO;
	/* Nameless ones of different files may go to different namespaces, and their short hosts with them. */
	if (both == YES && (resource_together(a->resource, b->resource) != YES
			|| resource_beside(a->resource, b->resource) == UNKNOWN))
		return UNKNOWN;
	if (str_is(gateway, "mesh") || both == NO)
		return both;
	g = gateway_by_key(m, gateway);
	if (!g)
		return a->exports->scope == EXPORT_ALL && b->exports->scope == EXPORT_ALL ? YES : UNKNOWN;
	on = meet_on(g, a, b);
	/* Wherever the gateway runs, what is exported to all is there. */
	if (on == UNKNOWN && a->exports->scope == EXPORT_ALL && b->exports->scope == EXPORT_ALL)
		return YES;
	return on;
}

enum truth virtualservices_meet_across(const struct mesh *m, const struct virtualservice *a, const struct virtualservice *b)
{
	if (is_twin(m, a, b))
		return NO;
	return a->exports->scope == EXPORT_ALL && b->exports->scope == EXPORT_ALL && resource_together(a->resource, b->resource) == YES
		&& resource_beside(a->resource, b->resource) != UNKNOWN ? YES : UNKNOWN;
}

int64_t destination_share(const struct destination *d)
{
	const struct node *route = node_get(d->rule, KEY_route);
	int64_t sum = 0, own = 0, weight;

	if (d->role == DESTINATION_MIRROR || !route || route->n == 1)
		return 100;
	for (const struct node *n = node_first(route); n; n = node_next(n)) {
		if (!node_get_int(n, KEY_weight, &weight) || weight < 0)
			weight = 0;
		if (n == d->entry)
			own = weight;
		sum += weight;
	}
	return sum > 0 ? own * 100 / sum : 0;
}
