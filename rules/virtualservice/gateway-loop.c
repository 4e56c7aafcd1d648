/* A rule that a gateway uses too sends requests to that gateway's own Service. */
#include "base/map.h"
#include "keys.h"
#include "lint/rule.h"
#include "world/gateway.h"
#include "world/virtualservice.h"

#define MOST_HOSTS 64   /* of a VirtualService that are held against each server */
#define MOST_SERVERS 64 /* of a Gateway that are held against each VirtualService */

/* A port of a Service, by which requests come to a server again. */
struct door {
	const struct server *server;
	const struct str *key;     /* of its Gateway */
	const struct door *next;   /* of the same Service and port */
};

/* The Services' ports that lead to the server, on one of the workloads that are alike. */
static void add_doors(struct pass *p, struct map *doors, const struct workload *w, const struct server *s, const struct str *key)
{
	const struct mesh *m = pass_mesh(p);
	struct services all = workload_services(m, w, pass_scratch(p));
	uint32_t listens, target;

	if (gateway_listens_on(m, w, (uint32_t)s->port, pass_scratch(p), &listens) != YES)
		return;
	for (size_t i = 0; i < all.n; i++)
		for (uint32_t k = 0; k < all.at[i]->n_ports; k++) {
			const struct port *port = &all.at[i]->ports[k];
			struct door *door;
			void **place;

			if (port_target(port, w, &target) != YES || target != listens)
				continue;
			door = arena_new(pass_scratch(p), struct door);
			place = map_at(pass_scratch(p), doors, all.at[i]->host, (const void *)(uintptr_t)port->number, NULL);
			*door = (struct door){ s, key, *place };
			*place = door;
		}
}

/* Is a Service of the gateway's workload among the hosts that the VirtualService leads to? */
static bool is_led_to(struct pass *p, const struct map *led_to, const struct workload *w)
{
	struct services all = workload_services(pass_mesh(p), w, pass_scratch(p));

	for (size_t i = 0; i < all.n; i++)
		if (map_get(led_to, all.at[i]->host, NULL, NULL))
			return true;
	return false;
}

static void add_gateway(struct pass *p, struct map *doors, const struct virtualservice *vs, const struct map *led_to, const struct str *key)
{
	const struct gateway *g = gateway_by_key(pass_mesh(p), key);
	struct selection on;

	if (!g || g->kubernetes || g->partial || g->n > MOST_SERVERS)
		return;
	on = gateway_workloads(pass_mesh(p), g, pass_scratch(p));
	if (!on.n_sure || !is_led_to(p, led_to, on.at[0]))
		return;
	for (size_t i = 0; i < g->n; i++)
		if (g->servers[i].port > 0 && g->servers[i].serves & SERVES_HTTP && virtualservice_meets_server(vs, &g->servers[i]))
			add_doors(p, doors, on.at[0], &g->servers[i], key);
}

/* Is the rule used there: without blocks, by one without gateways or one that names it? */
static bool is_used(const struct mesh *m, const struct destination *d, const struct door *door)
{
	const struct node *list = node_get(d->rule, KEY_match);

	if (!node_first(list))
		return !node_has(d->rule, KEY_match) || !list->n;
	for (const struct node *b = node_first(list); b; b = node_next(b)) {
		bool named = !node_has(b, KEY_gateways);
		int64_t port = 0;

		for (const struct node *g = node_first(node_get(b, KEY_gateways)); g; g = node_next(g))
			named |= gateway_resolve(m, d->vs->resource->ns, node_text(g)).key == door->key;
		node_get_int(b, KEY_port, &port);
		if (named && (!port || port == door->server->port))
			return true;
	}
	return false;
}

/* What comes back under another name or path may then be taken by another rule. */
static bool changes_request(const struct destination *d)
{
	return node_has(d->rule, KEY_rewrite) || node_has(d->rule, KEY_headers) || node_has(d->entry, KEY_headers);
}

static const struct door *door_of(struct pass *p, const struct map *doors, const struct destination *d)
{
	const struct service *s = mesh_services(pass_mesh(p), d->host);
	int64_t port = d->port ? d->port : s && s->n_ports == 1 ? s->ports[0].number : 0;

	for (const struct door *door = map_get(doors, d->host, (const void *)(uintptr_t)port, NULL); door; door = door->next)
		if (is_used(pass_mesh(p), d, door))
			return door;
	return NULL;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);
	struct map doors = { 0 }, led_to = { 0 };

	if (!vs || !vs->bound || vs->delegate || vs->n_hosts > MOST_HOSTS)
		return;
	for (size_t i = 0; i < vs->n_destinations; i++)
		if (vs->destinations[i].host)
			*map_at(pass_scratch(p), &led_to, vs->destinations[i].host, NULL, NULL) = (void *)vs;
	for (size_t i = 0; i < vs->n_gateways && led_to.n; i++)
		if (!vs->gateways[i].mesh)
			add_gateway(p, &doors, vs, &led_to, vs->gateways[i].key);
	for (size_t i = 0; i < vs->n_destinations && doors.n; i++) {
		const struct destination *d = &vs->destinations[i];
		bool judged = d->host && d->kind == ROUTE_HTTP && d->role == DESTINATION_ROUTE && !d->idle && !changes_request(d);
		const struct door *door = judged ? door_of(p, &doors, d) : NULL;

		if (!door)
			continue;
		pass_report(p, r, d->host_node, "on Gateway \"%s\" this leads back to the gateway itself, again and again", door->key->text);
		pass_note(p, door->server->gateway->resource, door->server->port_node, "it comes in here");
	}
}

extern const struct page page_virtualservice_gateway_loop;

const struct rule rule_virtualservice_gateway_loop = {
	.notice = {
		.code     = "VS029",
		.name     = "virtualservice-gateway-loop",
		.summary  = "Route that leads a gateway's requests back to the gateway",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_gateway_loop,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
