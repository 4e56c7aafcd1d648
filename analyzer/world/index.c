/* Resources by kind, namespace and name, and which places the tree describes. */
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "source/path.h"
#include "world/feed.h"
#include "world/index.h"

const void *index_identity(const struct mesh *m, const struct resource *r)
{
	if (r->kind != KIND_OTHER)
		return kind_token(r->kind);
	return pool_printf(m->pool, "%s/%s", r->group->text, r->kind_name->text);
}

static struct group *group_at(struct arena *arena, struct map *map, const void *a, const void *b, const void *c)
{
	void **at = map_at(arena, map, a, b, c);
	struct group *g = *at;

	if (!g) {
		g = arena_new(arena, struct group);
		g->at = g->one;
		g->cap = 1;
		*at = g;
	}
	return g;
}

static struct place *place_at(struct mesh *m, const struct str *name)
{
	void **at = map_at(m->arena, &m->index->places, name, NULL, NULL);
	struct place *p = *at;

	if (!p) {
		p = arena_new(m->arena, struct place);
		p->ns.name = name;
		p->ns.known = name->len > 0;
		*at = p;
		m->index->n_namespaces++;
	}
	return p;
}

void index_describe(struct mesh *m, const struct str *ns, enum scope scope)
{
	place_at(m, ns)->ns.described |= 1u << scope;
}

static void note_secret(struct mesh *m, const struct resource *r, const struct str *name)
{
	if (!name || name->len == 0)
		return;
	*map_at(m->arena, &m->index->secrets, r->ns, name, NULL) = (void *)(uintptr_t)r;
	*map_at(m->arena, &m->index->secret_names, name, NULL, NULL) = (void *)(uintptr_t)r;
	index_describe(m, r->ns, SCOPE_SECRETS);
}

static void note_secrets(struct mesh *m, const struct resource *r)
{
	const struct str *name = r->name;

	switch (r->kind) {
	case KIND_CERTIFICATE:
		name = node_get_text(r->spec, KEY_secretName);
		break;
	case KIND_EXTERNAL_SECRET:
		name = node_get_text(node_get(r->spec, KEY_target), KEY_name);
		break;
	case KIND_SEALED_SECRET:
		name = node_text(node_at(r->spec, KEY_template, KEY_metadata, KEY_name, 0));
		break;
	case KIND_SECRET:
		break;
	default:
		return;
	}
	note_secret(m, r, name ? name : r->name);
}

/* Objects whose controllers bring others, which no file of the tree holds, into a namespace. */
static void feed(struct mesh *m, const struct resource *r)
{
	const char *why;
	const struct str *ns = feed_of(r, &why);

	if (ns)
		place_at(m, ns)->ns.fed = why;
}

static bool hosts_known(const struct resource *r)
{
	const struct node *hosts = node_get(r->spec, KEY_hosts);
	size_t n = 0;

	for (const struct node *h = node_first(hosts); h; h = node_next(h))
		n++;
	return hosts && n == hosts->n;
}

/*
 * What a resource describes by its kind alone. Workloads and hosts outside are noted by those who know them: a
 * ServiceEntry adds a host, of elsewhere or of a cluster's domain, to Services that somebody else may have installed.
 */
static void describe(struct mesh *m, const struct resource *r)
{
	if (r->altered && r->namespaced)
		place_at(m, r->ns)->ns.fed = "names of objects here are set later, by kustomizations or for placeholders";
	if (r->partial)
		return;
	if (r->kind == KIND_SERVICE_ENTRY && r->patched && !hosts_known(r))
		place_at(m, r->ns)->ns.fed = "a ServiceEntry has hosts that are not known here";
	switch (r->kind) {
	case KIND_OTHER:
		feed(m, r);
		break;
	case KIND_SERVICE:
		index_describe(m, r->ns, SCOPE_HOSTS);
		break;
	case KIND_GATEWAY:
	case KIND_K8S_GATEWAY:
		index_describe(m, r->ns, SCOPE_GATEWAYS);
		break;
	case KIND_SERVICE_ACCOUNT:
		index_describe(m, r->ns, SCOPE_SERVICE_ACCOUNTS);
		break;
	case KIND_VIRTUAL_SERVICE:
		index_describe(m, r->ns, SCOPE_VIRTUAL_SERVICES);
		break;
	default:
		note_secrets(m, r);
	}
}

static void add_place(struct mesh *m, const struct resource *r)
{
	struct place *p;

	if (r->kind == KIND_NAMESPACE && r->name->len > 0) {
		p = place_at(m, r->name);
		if (!p->ns.resource || p->ns.resource->partial)
			p->ns.resource = r;
		p->ns.made |= !r->partial && !path_of_tests(r->document->source->name);
		m->index->has_namespaces |= p->ns.made;
	}
	if (r->namespaced) {
		p = place_at(m, r->ns);
		vec_push(m->arena, &p->resources, r);
	}
}

static void add_resource(struct mesh *m, const struct resource *r)
{
	struct index *x = m->index;
	struct group *g = group_at(m->arena, &x->by_ns, kind_token(r->kind), r->ns, NULL);

	vec_push(m->arena, g, r);
	add_place(m, r);
	describe(m, r);
	*map_at(m->arena, &m->families, (const void *)((uintptr_t)r->family + 1), NULL, NULL) = m;
	if (r->name->len == 0)
		return;
	if (r->kind != KIND_OTHER) {
		g = group_at(m->arena, &x->by_name, kind_token(r->kind), r->name, NULL);
		vec_push(m->arena, g, r);
		*map_at(m->arena, r->partial ? &x->patches : &x->complete, kind_token(r->kind), r->name, NULL)
			= (void *)(uintptr_t)r;
	}
	if (!r->partial) {
		g = group_at(m->arena, &x->by_id, index_identity(m, r), r->ns, r->name);
		vec_push(m->arena, g, r);
		x->has_twins |= g->n > 1;
	}
}

static void split_kinds(struct mesh *m)
{
	struct index *x = m->index;
	size_t count[N_KINDS] = {0};
	const struct resource **at[N_KINDS];

	for (size_t i = 0; i < x->n; i++)
		count[x->all[i]->kind]++;
	for (int k = 0; k < N_KINDS; k++) {
		at[k] = arena_array(m->arena, const struct resource *, count[k]);
		x->kinds[k].at = at[k];
		x->kinds[k].n = count[k];
	}
	for (size_t i = 0; i < x->n; i++)
		*at[x->all[i]->kind]++ = x->all[i];
}

/* Twins in the order of their first members: a group is taken where its first member stands. */
static void find_duplicates(struct mesh *m)
{
	struct index *x = m->index;

	for (size_t i = 0; x->has_twins && i < x->n; i++) {
		struct resources twins = mesh_twins(m, x->all[i]);

		if (twins.n > 1 && twins.at[0] == x->all[i])
			vec_push(m->arena, &x->duplicates, twins);
	}
}

static int compare_places(const void *a, const void *b)
{
	const struct namespace *const *x = a, *const *y = b;

	return strcmp((*x)->name->text, (*y)->name->text);
}

/* Every place was made by a resource that lives there or by its Namespace object. */
static void list_places(struct mesh *m)
{
	struct index *x = m->index;
	size_t n = 0;

	x->namespaces = arena_array(m->arena, const struct namespace *, x->n_namespaces);
	for (size_t i = 0; i < x->n; i++) {
		const struct resource *r = x->all[i];
		const struct str *name = r->kind == KIND_NAMESPACE ? r->name : r->ns;
		struct place *p = map_get(&x->places, name, NULL, NULL);

		if (!p || p->listed)
			continue;
		p->listed = true;
		p->ns.resources.at = p->resources.at;
		p->ns.resources.n = p->resources.n;
		x->namespaces[n++] = &p->ns;
	}
	x->n_namespaces = n;
	qsort(x->namespaces, n, sizeof *x->namespaces, compare_places);
}

void index_settle(struct mesh *m)
{
	struct index *x = m->index;
	const struct place *root = map_get(&x->places, m->root_namespace, NULL, NULL);
	struct resources services = mesh_in(m, KIND_SERVICE, m->root_namespace);
	size_t made = 0;

	x->tells_root = root && root->ns.made;
	for (size_t i = 0; i < services.n; i++)
		x->tells_root |= str_starts(services.at[i]->name, "istiod");

	for (size_t i = 0; i < x->n_namespaces; i++)
		made += x->namespaces[i]->made;
	/* Who makes one namespace alone makes his own; who makes several makes the mesh's. */
	x->makes_namespaces = made > 1;
	for (size_t i = 0; x->makes_namespaces && i < x->n_namespaces; i++) {
		const struct namespace *n = x->namespaces[i];

		x->makes_namespaces = n->made || !n->name->len || n->name == m->root_namespace || str_is(n->name, "default")
			|| str_is(n->name, "istio-system") || str_starts(n->name, "kube-");
	}
}

/* What others bring: where it may be anywhere, no namespace describes that scope. */
static void note_gaps(struct mesh *m)
{
	for (size_t i = 0; i < m->options.n_gaps; i++) {
		const struct mesh_gap *gap = &m->options.gaps[i];
		struct place *p = gap->ns ? map_get(&m->index->places, gap->ns, NULL, NULL) : NULL;

		if (p) {
			p->gaps |= gap->scopes;
			p->gap = gap->why;
		}
		for (unsigned scope = 0; !gap->ns && scope < N_SCOPES; scope++)
			if (gap->scopes & 1u << scope)
				m->index->gaps[scope] = gap->why;
	}
}

static int by_name(const void *a, const void *b)
{
	return resource_compare(*(const struct resource *const *)a, *(const struct resource *const *)b);
}

void index_build(struct mesh *m, const struct resource *const *resources, size_t n)
{
	struct index *x = arena_new(m->arena, struct index);

	m->index = x;
	x->n = n;
	x->all = arena_array(m->arena, const struct resource *, n);
	for (size_t i = 0; i < n; i++)
		x->all[i] = resources[i];
	if (n)
		qsort(x->all, n, sizeof *x->all, by_name);
	split_kinds(m);
	map_reserve(m->arena, &x->by_id, n, 3);
	for (size_t i = 0; i < n; i++)
		add_resource(m, x->all[i]);
	note_gaps(m);
	find_duplicates(m);
	list_places(m);
}
