/* Brings the servers of Gateways and the routes for their connections together. */
#include "rules/l4.h"

#include "base/map.h"
#include "base/vec.h"
#include "keys.h"

#define MOST_SERVERS 64 /* of a Gateway that are held against each VirtualService */

struct bound {
	VEC(const struct virtualservice *) list; /* on one Gateway */
};

struct gathering {
	struct pass *p;
	enum route_kind kind;
	uint32_t section;
	const struct server *server;
	const struct str *key;
	VEC(struct l4_use) uses;
};

/* Is the block for this server: by its port, and by its gateways? */
static bool fits(const struct gathering *x, const struct virtualservice *vs, const struct node *block)
{
	const struct node *gateways = node_get(block, KEY_gateways);
	int64_t port = 0;

	if ((node_has(block, KEY_port) && !node_get_int(block, KEY_port, &port)) || (port && port != x->server->port))
		return false;
	if (!node_first(gateways))
		return !node_has(block, KEY_gateways) || gateways;
	for (const struct node *g = node_first(gateways); g; g = node_next(g))
		if (node_text(g) && gateway_resolve(pass_mesh(x->p), vs->resource->ns, node_text(g)).key == x->key)
			return true;
	return false;
}

static void add_rule(struct gathering *x, const struct virtualservice *vs, const struct node *rule)
{
	struct l4_use use = { vs, rule, NULL, x->server, x->key };
	const struct node *match = node_get(rule, KEY_match);

	if (!node_first(node_get(rule, KEY_route)))
		return;
	if (!node_first(match) && (match || !node_has(rule, KEY_match)))
		vec_push(pass_scratch(x->p), &x->uses, use);
	for (const struct node *b = node_first(match); b; b = node_next(b)) {
		use.block = b;
		if (!fits(x, vs, b))
			continue;
		vec_push(pass_scratch(x->p), &x->uses, use);
		if (x->kind == ROUTE_TCP)
			return;
	}
}

static void gather(struct gathering *x, const struct bound *bound)
{
	x->uses.n = 0;
	for (size_t i = 0; i < bound->list.n; i++) {
		const struct virtualservice *vs = bound->list.at[i];

		if (!virtualservice_meets_server(vs, x->server))
			continue;
		for (const struct node *rule = node_first(node_get(vs->resource->spec, x->section)); rule; rule = node_next(rule))
			add_rule(x, vs, rule);
	}
}

/* The VirtualServices with routes of this kind, by the Gateways that they name. */
static struct map bound_by_gateway(struct pass *p, uint32_t section)
{
	struct map all = { 0 };
	size_t n;
	const struct virtualservice *vs = mesh_virtualservices(pass_mesh(p), &n);

	for (size_t i = 0; i < n; i++) {
		if (!vs[i].bound || vs[i].delegate || !node_first(node_get(vs[i].resource->spec, section)))
			continue;
		for (size_t k = 0; k < vs[i].n_gateways; k++) {
			void **place;
			struct bound *bound;

			if (vs[i].gateways[k].mesh)
				continue;
			place = map_at(pass_scratch(p), &all, vs[i].gateways[k].key, NULL, NULL);
			if (!*place)
				*place = arena_new(pass_scratch(p), struct bound);
			bound = *place;
			if (!bound->list.n || bound->list.at[bound->list.n - 1] != &vs[i])
				vec_push(pass_scratch(p), &bound->list, &vs[i]);
		}
	}
	return all;
}

void l4_uses_each(struct pass *p, enum route_kind kind, void *with,
	void (*judge)(struct pass *p, const struct l4_uses *uses, void *with))
{
	struct gathering x = { .p = p, .kind = kind, .section = kind == ROUTE_TCP ? KEY_tcp : KEY_tls };
	unsigned serves = kind == ROUTE_TCP ? SERVES_TCP : SERVES_TLS;
	struct map all = bound_by_gateway(p, x.section);
	size_t n;
	const struct gateway *g = mesh_gateways(pass_mesh(p), &n);

	for (size_t i = 0; all.n && i < n; i++) {
		const struct bound *bound;

		if (g[i].kubernetes || g[i].partial || g[i].twin || g[i].n > MOST_SERVERS)
			continue;
		x.key = gateway_resolve(pass_mesh(p), g[i].resource->ns, g[i].resource->name).key;
		bound = map_get(&all, x.key, NULL, NULL);
		for (size_t k = 0; bound && k < g[i].n; k++) {
			x.server = &g[i].servers[k];
			if (x.server->serves != serves || x.server->garbled || x.server->port <= 0)
				continue;
			gather(&x, bound);
			if (x.uses.n)
				judge(p, &(struct l4_uses){ x.uses.at, x.uses.n }, with);
		}
	}
}
