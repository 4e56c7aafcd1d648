/* PeerAuthentications, and the mode that istiod composes from them. */
#include "world/peerauthentication.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "object/age.h"
#include "world/internal.h"

struct peer_list {
	VEC(const struct peerauthentication *) at;
};

struct peer_authentications {
	struct peerauthentication *all;
	size_t n;
	struct map by_resource;
	struct map general;      /* namespace -> struct peer_list without selector labels */
	struct map in_ns;        /* namespace -> struct peer_list with them */
	struct map by_label;     /* namespace, key, value of one label of the selector -> struct peer_list */
	bool named;              /* some are in a namespace with a name, the root namespace aside */
};

const char *mtls_name(enum mtls_mode mode)
{
	static const char *const names[] = {"UNSET", "DISABLE", "PERMISSIVE", "STRICT"};

	return names[mode];
}

static enum mtls_mode read_mode(const struct node *mode)
{
	for (int i = MTLS_DISABLE; i <= MTLS_STRICT; i++)
		if (str_is(node_text(mode), mtls_name((enum mtls_mode)i)))
			return (enum mtls_mode)i;
	return MTLS_UNSET;
}

/* A whole number as map key; -1 for anything else. */
static int64_t read_port(const struct str *key)
{
	char *end;
	long port;

	if (!key || !key->len || key->len > 9)
		return -1;
	port = strtol(key->text, &end, 10);
	return *end ? -1 : port;
}

static void read_ports(struct mesh *m, struct peerauthentication *p)
{
	const struct node *map = p->ports_node;
	struct peer_port *ports;

	if (!node_is_map(map))
		return;
	ports = arena_array(m->arena, struct peer_port, map->n);
	for (const struct node *n = node_first(map); n; n = node_next(n)) {
		struct peer_port *port = &ports[p->n_ports++];

		port->node = n;
		port->mode_node = node_get(n, KEY_mode);
		port->mode = read_mode(port->mode_node);
		port->port = read_port(n->key);
	}
	p->ports = ports;
}

static void read_policy(struct mesh *m, struct peerauthentication *p)
{
	const struct node *spec = p->resource->spec;
	const struct node *labels = node_at(spec, KEY_selector, KEY_matchLabels, 0);
	bool root = p->resource->ns == m->root_namespace;

	if (node_is_map(labels) && labels->n)
		p->selector = labels;
	p->level = p->selector ? PEER_WORKLOAD : root ? PEER_MESH : PEER_NAMESPACE;
	p->inert = p->selector && root;
	p->mode_node = node_at(spec, KEY_mtls, KEY_mode, 0);
	p->mode = read_mode(p->mode_node);
	p->ports_node = node_get(spec, KEY_portLevelMtls);
	read_ports(m, p);
}

static void put(struct mesh *m, struct map *map, const void *a, const void *b, const void *c,
	const struct peerauthentication *p)
{
	void **at = map_at(m->arena, map, a, b, c);

	if (!*at)
		*at = arena_new(m->arena, struct peer_list);
	vec_push(m->arena, &((struct peer_list *)*at)->at, p);
}

/* A policy that selects is found by one of its labels, one that run time does not set where there is such. */
static void index_policy(struct mesh *m, struct peer_authentications *all, const struct peerauthentication *p)
{
	const struct str *ns = p->resource->ns;
	const struct node *label = node_first(p->selector);

	all->named |= ns->len && ns != m->root_namespace;
	*map_at(m->arena, &all->by_resource, p->resource, NULL, NULL) = (void *)p;
	if (!p->selector) {
		put(m, &all->general, ns, NULL, NULL, p);
		return;
	}
	put(m, &all->in_ns, ns, NULL, NULL, p);
	while (label && label_is_runtime(label->key) && node_next(label))
		label = node_next(label);
	if (label && !label_is_runtime(label->key) && node_text(label))
		put(m, &all->by_label, ns, label->key, node_text(label), p);
	else
		put(m, &all->by_label, ns, NULL, NULL, p);
}

void peer_authentications_build(struct mesh *m)
{
	struct resources rs = mesh_of(m, KIND_PEER_AUTHENTICATION);
	struct peer_authentications *all = arena_new(m->arena, struct peer_authentications);
	struct map patched = {0};

	m->peer_authentications = all;
	all->all = arena_array(m->arena, struct peerauthentication, rs.n);
	for (size_t i = 0; i < rs.n; i++)
		if (rs.at[i]->partial)
			*map_at(m->arena, &patched, rs.at[i]->name, NULL, NULL) = m;
	for (size_t i = 0; i < rs.n; i++) {
		struct peerauthentication *p = &all->all[all->n++];

		p->resource = rs.at[i];
		p->partial = rs.at[i]->patched || map_get(&patched, rs.at[i]->name, NULL, NULL);
		read_policy(m, p);
		index_policy(m, all, p);
	}
}

const struct peerauthentication *peerauthentication_of(const struct mesh *m, const struct resource *r)
{
	return map_get(&m->peer_authentications->by_resource, r, NULL, NULL);
}

struct peerauthentications namespace_peerauthentications(const struct mesh *m, const struct str *ns)
{
	const struct peer_list *l = map_get(&m->peer_authentications->general, ns, NULL, NULL);

	if (!l)
		return (struct peerauthentications){0};
	return (struct peerauthentications){l->at.at, l->at.n};
}

struct selecting {
	const struct workload *w;
	struct arena *scratch;
	VEC(const struct peerauthentication *) sure, maybe;
};

static void try_list(struct selecting *s, const struct peer_list *l)
{
	for (size_t i = 0; l && i < l->at.n; i++) {
		enum truth t = workload_matches(s->w, l->at.at[i]->selector);

		if (t == YES)
			vec_push(s->scratch, &s->sure, l->at.at[i]);
		else if (t == UNKNOWN)
			vec_push(s->scratch, &s->maybe, l->at.at[i]);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct peerauthentication *const *x = a, *const *y = b;

	return resource_compare((*x)->resource, (*y)->resource);
}

/* All policies of the workload's namespace that select it, or may. */
static void select_for(const struct mesh *m, struct selecting *s)
{
	const struct peer_authentications *all = m->peer_authentications;
	const struct workload *w = s->w;

	if (w->ns == m->root_namespace)
		return;
	if (w->open || w->opaque) {
		/* It may carry labels that nobody wrote. */
		try_list(s, map_get(&all->in_ns, w->ns, NULL, NULL));
		return;
	}
	for (uint32_t i = 0; i < w->n_labels; i++)
		try_list(s, map_get(&all->by_label, w->ns, w->labels[i].key, w->labels[i].value));
	try_list(s, map_get(&all->by_label, w->ns, NULL, NULL));
	if (s->sure.n > 1)
		qsort(s->sure.at, s->sure.n, sizeof *s->sure.at, by_name);
}

enum truth workload_peerauthentications(const struct mesh *m, const struct workload *w,
	struct arena *scratch, struct peerauthentications *out)
{
	struct selecting s = {.w = w, .scratch = scratch};

	select_for(m, &s);
	*out = (struct peerauthentications){s.sure.at, s.sure.n};
	if (s.maybe.n)
		return UNKNOWN;
	return s.sure.n ? YES : NO;
}

/* The modes that may be in force, each with one who says so; the most likely first. */
struct verdicts {
	struct mtls at[3];
	size_t n;
	bool blurred; /* and perhaps others, for what is not in the tree */
};

static void add_verdict(struct verdicts *v, struct mtls t)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->at[i].mode == t.mode)
			return;
	v->at[v->n++] = t;
}

static void add_all(struct verdicts *v, const struct verdicts *more)
{
	for (size_t i = 0; i < more->n; i++)
		add_verdict(v, more->at[i]);
}

/* What the policy says in general, or what it inherits. */
static void add_policy(struct verdicts *v, const struct peerauthentication *p, const struct verdicts *inherited)
{
	struct mtls t = {.mode = p->mode, .level = p->level, .policy = p, .node = p->mode_node};

	if (p->mode == MTLS_UNSET)
		add_all(v, inherited);
	else
		add_verdict(v, t);
	v->blurred |= p->partial || (p->mode == MTLS_UNSET && inherited->blurred)
		|| (p->mode == MTLS_UNSET && p->mode_node && !str_is(node_text(p->mode_node), "UNSET"));
}

/* Is it, for certain, not in force beside this one, for it is younger? */
static bool is_younger(const struct peerauthentication *p, const struct peerauthentication *than)
{
	return resource_is_older(than->resource, p->resource) == YES;
}

/* Of the policies of one level those that may be in force: the oldest, or all where no age tells. */
static struct peerauthentications oldest(struct peerauthentications level)
{
	for (size_t i = 0; i < level.n; i++) {
		size_t k = 0;

		while (k < level.n && (k == i || is_younger(level.at[k], level.at[i])))
			k++;
		if (k == level.n)
			return (struct peerauthentications){ level.at + i, 1 };
	}
	return level;
}

/* The level's policies over what it inherits. */
static struct verdicts compose(struct peerauthentications level, const struct verdicts *inherited)
{
	struct verdicts v = {0};

	level = oldest(level);
	for (size_t i = 0; i < level.n; i++)
		add_policy(&v, level.at[i], inherited);
	return level.n ? v : *inherited;
}

static struct verdicts mesh_wide(const struct mesh *m)
{
	struct peerauthentications level = namespace_peerauthentications(m, m->root_namespace);
	struct verdicts start = {.at = {{.mode = MTLS_PERMISSIVE, .level = PEER_DEFAULT}}, .n = 1};

	start.blurred = !level.n && !mesh_shows(m, m->root_namespace);
	return compose(level, &start);
}

static struct verdicts namespace_wide(const struct mesh *m, const struct str *ns)
{
	struct verdicts above = mesh_wide(m), v;
	struct peerauthentications level = namespace_peerauthentications(m, ns);

	if (ns == m->root_namespace)
		return above;
	v = compose(level, &above);
	if (!level.n && !mesh_shows(m, ns))
		v.blurred = true;
	/* Policies of nobody's namespace may be this one's; a nameless one may be any. */
	if (ns->len ? map_get(&m->peer_authentications->general, m->empty, NULL, NULL) != NULL
			|| map_get(&m->peer_authentications->in_ns, m->empty, NULL, NULL) != NULL
			: m->peer_authentications->named)
		v.blurred = true;
	return v;
}

static void add_ports(struct verdicts *v, const struct peerauthentication *p, int64_t port,
	const struct verdicts *inherited)
{
	struct verdicts own = {0};

	add_policy(&own, p, inherited);
	for (size_t i = 0; port > 0 && i < p->n_ports; i++) {
		const struct peer_port *at = &p->ports[i];
		struct mtls t = {.mode = at->mode, .level = PEER_PORT, .policy = p, .node = at->mode_node};

		if (at->port != port || at->mode == MTLS_UNSET)
			continue;
		add_verdict(v, t);
		v->blurred |= p->partial;
		return;
	}
	add_all(v, &own);
	v->blurred |= own.blurred;
}

static enum truth settle(const struct verdicts *v, struct mtls *out)
{
	*out = v->at[0];
	return v->n == 1 && !v->blurred ? YES : UNKNOWN;
}

enum truth mesh_mtls(const struct mesh *m, const struct workload *w, int64_t port,
	struct arena *scratch, struct mtls *out)
{
	struct verdicts above = namespace_wide(m, w->ns), v = {0};
	struct selecting s = {.w = w, .scratch = scratch};
	struct peerauthentications sure;

	select_for(m, &s);
	sure = oldest((struct peerauthentications){ s.sure.at, s.sure.n });
	for (size_t i = 0; i < sure.n; i++)
		add_ports(&v, sure.at[i], port, &above);
	if (!sure.n)
		v = above;
	for (size_t i = 0; i < s.maybe.n; i++)
		if (sure.n != 1 || !is_younger(s.maybe.at[i], sure.at[0]))
			add_ports(&v, s.maybe.at[i], port, &above);
	return settle(&v, out);
}

enum truth mesh_namespace_mtls(const struct mesh *m, const struct str *ns, struct mtls *out)
{
	struct verdicts v = namespace_wide(m, ns);

	return settle(&v, out);
}
