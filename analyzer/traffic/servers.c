/* Which servers of its Gateways a gateway workload has on a port, and which are passed over beside others. */
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "object/age.h"
#include "traffic/entrance.h"
#include "world/attached.h"

/* A host that a server with a tls block has taken, and at what address. */
struct taken {
	const struct str *host, *ns;
	const char *bind;
};

struct merger {
	struct entrance *e;
	VEC(struct taken) taken;
	size_t plain;             /* the group of the last server in the clear, counted from 1; 0: none yet */
};

struct asker entrance_asker(struct way *w, const struct opening *o, enum asking asking)
{
	return (struct asker){ .asking = asking, .m = w->m, .proxy = w->scope.proxy, .gateway = o->key, .port = (uint32_t)o->server->port };
}

static uint32_t container_port(const struct way *w, uint32_t number)
{
	uint32_t port;

	gateway_listens_on(w->m, w->scope.proxy, number, w->arena, &port);
	return port;
}

static struct taken *find_taken(struct merger *g, const struct server_host *h)
{
	for (size_t i = 0; i < g->taken.n; i++)
		if (g->taken.at[i].host == h->host && g->taken.at[i].ns == h->ns)
			return &g->taken.at[i];
	return NULL;
}

/* Take the hosts of a server with a tls block. False: at its address some are taken. */
static bool take_hosts(struct merger *g, const struct server *s, const char *bind)
{
	for (size_t i = 0; i < s->n_hosts; i++) {
		const struct taken *t = find_taken(g, &s->hosts[i]);

		if (t && strcmp(t->bind, bind) == 0)
			return false;
	}
	for (size_t i = 0; i < s->n_hosts; i++) {
		struct taken *t = find_taken(g, &s->hosts[i]);

		if (t)
			t->bind = bind;
		else
			vec_push(g->e->w->arena, &g->taken, ((struct taken){ s->hosts[i].host, s->hosts[i].ns, bind }));
	}
	return true;
}

static struct group *find_group(struct entrance *e, const struct group *like)
{
	for (size_t i = 0; i < e->groups.n; i++)
		if (e->groups.at[i].protocol == like->protocol && strcmp(e->groups.at[i].bind, like->bind) == 0)
			return &e->groups.at[i];
	return NULL;
}

/* Join a group; NULL: begin one, in place of another one that is alike. */
static void join(struct merger *g, struct group *into, const struct group *mine, const struct opening *o)
{
	struct entrance *e = g->e;

	if (!into) {
		into = find_group(e, mine);
		if (into) {
			*into = *mine;
		} else {
			vec_push(e->w->arena, &e->groups, *mine);
			into = &e->groups.at[e->groups.n - 1];
		}
		if (mine->http || !o->server->tls_node)
			g->plain = (size_t)(into - e->groups.at) + 1;
	}
	vec_push(e->w->arena, &into->servers, o);
}

static void merge_server(struct merger *g, const struct opening *o)
{
	struct entrance *e = g->e;
	const struct server *s = o->server;
	const struct node *port = s->gateway->kubernetes ? s->node : node_get(s->node, KEY_port);
	struct group mine = { .protocol = node_get_text(port, KEY_protocol), .bind = s->bind ? s->bind->text : "",
		.http = protocol_is_http(s->protocol) }, *plain = g->plain ? &e->groups.at[g->plain - 1] : NULL;

	if (s->tls_node && !take_hosts(g, s, mine.bind))
		return;
	if (plain && strcmp(plain->bind, mine.bind) == 0) {
		if (plain->http && mine.http)
			join(g, plain, &mine, o);
	} else if (plain || (s->tls_node && !mine.http)) {
		join(g, find_group(e, &mine), &mine, o);
	} else {
		join(g, NULL, &mine, o);
	}
}

static int compare_gateways(const void *a, const void *b)
{
	return resource_by_age((*(const struct gateway *const *)a)->resource, (*(const struct gateway *const *)b)->resource);
}

static void note_other(struct entrance *e, uint32_t port)
{
	for (size_t i = 0; i < e->others.n; i++)
		if (e->others.at[i] == port)
			return;
	vec_push(e->w->arena, &e->others, port);
}

/* A server that opens this port of the workload. */
static void add_server(struct merger *g, const struct server *server, const struct str *key, uint32_t port)
{
	struct opening *o;

	if (port != g->e->port) {
		note_other(g->e, port);
		return;
	}
	o = arena_new(g->e->w->arena, struct opening);
	*o = (struct opening){ .server = server, .key = key };
	merge_server(g, o);
}

static void add_gateway(struct merger *g, const struct gateway *from)
{
	struct way *w = g->e->w;
	const struct str *key = pool_printf(mesh_pool(w->m), "%s/%s", from->resource->ns->text, from->resource->name->text);

	for (size_t i = 0; i < from->n; i++)
		if (port_is_number(from->servers[i].port))
			add_server(g, &from->servers[i], key, container_port(w, (uint32_t)from->servers[i].port));
}

static int by_name(const void *a, const void *b)
{
	const struct server *const *x = a, *const *y = b;

	return strcmp((*x)->port_name->text, (*y)->port_name->text);
}

/* Each listener is a Gateway of its own, ordered by its name. */
static void add_listeners(struct merger *g, const struct gateway *from)
{
	struct way *w = g->e->w;
	const struct server **at = arena_array(w->arena, const struct server *, from->n);
	size_t n = 0;

	for (size_t i = 0; i < from->n; i++)
		if (listener_is_served(from, &from->servers[i]))
			at[n++] = &from->servers[i];
	if (n)
		qsort(at, n, sizeof *at, by_name);
	for (size_t i = 0; i < n; i++) {
		uint32_t port;

		if (gateway_listener_port(w->m, from, at[i], w->scope.proxy, w->arena, &port))
			add_server(g, at[i], listener_key(w->m, at[i]), port);
	}
}

void entrance_gather(struct entrance *e)
{
	size_t n, found = 0;
	const struct gateway *all = mesh_gateways(e->w->m, &n);
	const struct gateway **mine = arena_array(e->w->arena, const struct gateway *, n);
	struct merger g = { .e = e };

	e->port = container_port(e->w, e->w->r->port);
	for (size_t i = 0; i < n; i++) {
		enum truth takes = all[i].kubernetes ? gateway_runs_on(e->w->m, &all[i], e->w->scope.proxy, e->w->arena)
			: workload_matches(e->w->scope.proxy, all[i].selector);

		if (takes == UNKNOWN)
			answer_undecided(e->w->out, "does %s select the workload?", way_name(e->w, all[i].resource));
		if (takes == YES)
			mine[found++] = &all[i];
	}
	if (found)
		qsort(mine, found, sizeof *mine, compare_gateways);
	for (size_t i = 0; i < found; i++)
		if (!i || !resource_is_copy(mine[i - 1]->resource, mine[i]->resource))
			(mine[i]->kubernetes ? add_listeners : add_gateway)(&g, mine[i]);
}
