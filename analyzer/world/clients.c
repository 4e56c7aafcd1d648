/* Who uses a VirtualService: the namespaces whose proxies get its routes. */
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "world/internal.h"
#include "world/virtualservice.h"

struct gathering {
	const struct mesh *m;
	struct arena *scratch;
	struct map seen;
	VEC(const struct str *) ns;
	bool all;
	bool incomplete;
};

/* The conditions of a match block, or of a root's and its delegate's together, on the proxy itself. */
struct conditions {
	const struct node *gateways;  /* a list with items, or NULL */
	const struct str *gateways_ns; /* of the resource that wrote it */
	const struct str *ns;         /* sourceNamespace, or NULL */
};

static void add(struct gathering *g, const struct str *ns, enum truth sure)
{
	void **at;

	if (sure == UNKNOWN)
		g->incomplete = true;
	if (sure != YES)
		return;
	at = map_at(g->scratch, &g->seen, ns, NULL, NULL);
	if (!*at)
		vec_push(g->scratch, &g->ns, ns);
	*at = g;
}

static void add_mesh(struct gathering *g, const struct exports *e, const struct str *only)
{
	if (only) {
		add(g, only, export_reaches(e, only));
		return;
	}
	if (e->scope == EXPORT_ALL)
		g->all = true;
	if (e->scope != EXPORT_SOME)
		return;
	if (e->own)
		add(g, e->home, YES);
	for (size_t i = 0; i < e->n; i++)
		add(g, e->ns[i], YES);
}

static void add_gateway(struct gathering *g, const struct gateway_ref *ref, const struct exports *e,
	const struct str *only)
{
	const struct gateway *gw;
	enum truth exists = mesh_gateway(g->m, ref, &gw);

	if (!gw && exists != NO)
		g->incomplete = true;
	for (; gw; gw = gw->twin) {
		if (gw->workloads == UNKNOWN || gw->partial || gw->twin)
			g->incomplete = true;
		for (size_t i = 0; i < gw->n_ns; i++)
			add(g, gw->ns[i], truth_and(export_reaches(e, gw->ns[i]),
				only ? ns_same(only, gw->ns[i]) : YES));
	}
}

static bool lists(const struct mesh *m, const struct conditions *s, const struct str *key)
{
	for (const struct node *n = node_first(s->gateways); n; n = node_next(n))
		if (node_text(n) && gateway_resolve(m, s->gateways_ns, node_text(n)).key == key)
			return true;
	return false;
}

/*
 * What istiod looks at differs: for http, gateways replace the condition on
 * the source; for tcp and tls, gateway proxies do not look at the source at all.
 */
static void add_where(struct gathering *g, const struct virtualservice *vs, const struct conditions *s,
	enum route_kind kind)
{
	for (size_t i = 0; i < vs->n_gateways; i++) {
		const struct gateway_ref *ref = &vs->gateways[i];
		bool blind = kind == ROUTE_HTTP ? s->gateways != NULL : !ref->mesh;
		const struct str *only = blind ? NULL : s->ns;

		if (s->gateways && !lists(g->m, s, ref->key))
			continue;
		if (ref->mesh)
			add_mesh(g, vs->exports, only);
		else
			add_gateway(g, ref, vs->exports, only);
	}
}

static struct conditions conditions_of(const struct node *block, const struct str *ns)
{
	struct conditions s = {.gateways = node_get(block, KEY_gateways), .gateways_ns = ns};

	if (!s.gateways || !node_is_list(s.gateways) || !s.gateways->n)
		s.gateways = NULL;
	s.ns = node_get_text(block, KEY_sourceNamespace);
	if (s.ns && !s.ns->len)
		s.ns = NULL;
	return s;
}

/* The clients of a rule, or of what a delegate's block makes of it: child's conditions go before the rule's. */
static void add_rule(struct gathering *g, const struct virtualservice *vs, const struct node *rule,
	enum route_kind kind, const struct conditions *child)
{
	const struct node *block = node_first(node_get(rule, KEY_match));
	struct conditions s = {0};

	if (!block)
		add_where(g, vs, child ? child : &s, kind);
	for (; block; block = node_next(block)) {
		s = conditions_of(block, vs->resource->ns);
		if (child && child->ns && s.ns && child->ns != s.ns)
			continue;
		if (child && child->ns)
			s.ns = child->ns;
		if (child && child->gateways) {
			s.gateways = child->gateways;
			s.gateways_ns = child->gateways_ns;
		}
		add_where(g, vs, &s, kind);
	}
}

/* By way of the roots. */
static void add_parents(struct gathering *g, const struct virtualservice *vs, const struct conditions *child)
{
	if (!vs->n_parents && mesh_closed(g->m, SCOPE_VIRTUAL_SERVICES, NULL) != YES)
		g->incomplete = true;
	for (size_t i = 0; i < vs->n_parents; i++) {
		const struct delegation *d = vs->parents[i];

		if (d->visible == YES)
			add_rule(g, d->root, d->rule, ROUTE_HTTP, child);
		else if (d->visible == UNKNOWN)
			g->incomplete = true;
	}
}

static int by_text(const void *a, const void *b)
{
	const struct str *const *x = a, *const *y = b;

	return strcmp((*x)->text, (*y)->text);
}

static enum truth finish(struct gathering *g, struct clients *out)
{
	*out = (struct clients){.ns = g->ns.at, .n = g->ns.n, .all = g->all};
	if (g->all) {
		out->ns = virtual_services_namespaces(g->m, &out->n);
		return g->incomplete ? UNKNOWN : YES;
	}
	if (g->ns.n > 1)
		qsort(g->ns.at, g->ns.n, sizeof *g->ns.at, by_text);
	if (g->incomplete)
		return UNKNOWN;
	return g->ns.n ? YES : NO;
}

/* Has each of the rule's blocks, or the rule that has none, no condition on the proxy? */
static bool is_for_all(const struct node *rule)
{
	for (const struct node *block = node_first(node_get(rule, KEY_match)); block; block = node_next(block)) {
		struct conditions s = conditions_of(block, NULL);

		if (s.gateways || s.ns)
			return false;
	}
	return true;
}

/* What all such rules of a delegate come to. */
struct parents_clients {
	enum truth truth;
	struct clients clients;
};

/* The clients of the rules that hand over to it; found once. */
static enum truth clients_of_parents(const struct mesh *m, const struct virtualservice *vs, struct arena *scratch, struct clients *out)
{
	static const char question;
	struct kept *k = mesh_kept(m, &question, vs, NULL);
	struct parents_clients *found = k ? k->found : NULL;

	if (!found) {
		struct gathering g = {.m = m, .scratch = k ? k->arena : scratch};

		add_parents(&g, vs, NULL);
		found = arena_new(g.scratch, struct parents_clients);
		found->truth = finish(&g, &found->clients);
		if (k)
			k->found = found;
	}
	*out = found->clients;
	return found->truth;
}

enum truth destination_clients(const struct mesh *m, const struct destination *d,
	struct arena *scratch, struct clients *out)
{
	struct gathering g = {.m = m, .scratch = scratch};
	const struct virtualservice *vs = d->vs;
	const struct node *block = node_first(node_get(d->rule, KEY_match));
	struct conditions s;

	if (!vs->delegate) {
		add_rule(&g, vs, d->rule, d->kind, NULL);
		return finish(&g, out);
	}
	if (is_for_all(d->rule))
		return clients_of_parents(m, vs, scratch, out);
	for (; block; block = node_next(block)) {
		s = conditions_of(block, vs->resource->ns);
		add_parents(&g, vs, &s);
	}
	return finish(&g, out);
}

/* The first gateway, or that of sidecars, that one of the rule's blocks is for; child's gateways, of a delegate's block, go before the rule's. */
static const struct gateway_ref *rule_gateway(const struct mesh *m, const struct virtualservice *vs, const struct node *rule,
	const struct conditions *child, bool mesh)
{
	const struct node *block = node_first(node_get(rule, KEY_match));

	do {
		struct conditions s = block ? conditions_of(block, vs->resource->ns) : (struct conditions){0};

		if (child && child->gateways)
			s = *child;
		for (size_t i = 0; i < vs->n_gateways; i++)
			if (vs->gateways[i].mesh == mesh && (!s.gateways || lists(m, &s, vs->gateways[i].key)))
				return &vs->gateways[i];
		block = block ? node_next(block) : NULL;
	} while (block);
	return NULL;
}

static const struct gateway_ref *parents_gateway(const struct mesh *m, const struct virtualservice *vs, const struct conditions *child, bool mesh)
{
	const struct gateway_ref *found = NULL;

	for (size_t i = 0; i < vs->n_parents && !found; i++)
		if (vs->parents[i]->visible == YES)
			found = rule_gateway(m, vs->parents[i]->root, vs->parents[i]->rule, child, mesh);
	return found;
}

const struct gateway_ref *destination_gateway(const struct mesh *m, const struct destination *d, bool mesh)
{
	const struct virtualservice *vs = d->vs;
	const struct node *block = node_first(node_get(d->rule, KEY_match));
	const struct gateway_ref *found = NULL;

	if (!vs->delegate)
		return rule_gateway(m, vs, d->rule, NULL, mesh);
	if (!block)
		return parents_gateway(m, vs, NULL, mesh);
	for (; block && !found; block = node_next(block)) {
		struct conditions s = conditions_of(block, vs->resource->ns);

		found = parents_gateway(m, vs, &s, mesh);
	}
	return found;
}

/* May there be pods of the gateway, other than those that are known, in a namespace that sees these exports? */
static bool may_run_within(const struct mesh *m, const struct exports *e, const struct gateway *g, struct arena *scratch)
{
	if (e->scope != EXPORT_SOME)
		return e->scope == EXPORT_ALL;
	for (size_t i = 0; i < e->n; i++)
		if (mesh_select(m, e->ns[i], g->selector, scratch).truth != NO)
			return true;
	return e->own && mesh_select(m, e->home, g->selector, scratch).truth != NO;
}

enum truth virtualservice_reaches(const struct mesh *m, const struct virtualservice *vs, const struct gateway *g, struct arena *scratch)
{
	enum truth any = NO;

	for (; g && any != YES; g = g->twin) {
		for (size_t i = 0; i < g->n_ns; i++)
			any = truth_or(any, export_reaches(vs->exports, g->ns[i]));
		if (g->kubernetes || g->partial || g->workloads == NO || (g->workloads == UNKNOWN && may_run_within(m, vs->exports, g, scratch)))
			any = truth_or(any, UNKNOWN);
	}
	return any;
}
