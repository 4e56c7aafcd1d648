/* The service accounts of a mesh, the ports of its workloads, and what leads in there. */
#include "traffic/census.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "keys.h"
#include "traffic/identity.h"
#include "world/gateway.h"
#include "world/sidecar.h"

/* --- The mesh --- */

static int by_account(const void *a, const void *b)
{
	const struct account *x = a, *y = b;
	int order = strcmp(x->ns->text, y->ns->text);

	return order ? order : strcmp(x->identity->text, y->identity->text);
}

static void find_accounts(struct census *c)
{
	struct workloads all = mesh_workloads(c->m);

	c->accounts = arena_array(c->arena, struct account, all.n);
	for (size_t i = 0; i < all.n; i++) {
		const struct workload *w = all.at[i];
		const struct str *identity;
		void **known;

		if (!w->service_account || !w->ns->len || w->dataplane == DATAPLANE_NONE)
			continue;
		identity = identity_make(c->m, w->ns->text, w->service_account->text);
		known = map_at(c->arena, &c->known, identity, NULL, NULL);
		if (!*known)
			c->accounts[c->n_accounts++] = (struct account){ w->ns, identity };
		*known = c;
	}
	if (c->n_accounts)
		qsort(c->accounts, c->n_accounts, sizeof *c->accounts, by_account);
}

static struct census_workload *know(struct census *c, const struct workload *w)
{
	void **at = map_at(c->arena, &c->workloads, w, NULL, NULL);

	if (!*at) {
		struct census_workload *k = arena_new(c->arena, struct census_workload);

		k->w = w;
		*at = k;
	}
	return *at;
}

/* A gateway's policies hold what goes through it; a waypoint's are those of the services behind it. */
static void find_servers(struct census *c)
{
	size_t n;
	const struct gateway *all = mesh_gateways(c->m, &n);

	for (size_t i = 0; i < n; i++) {
		struct selection s = gateway_workloads(c->m, &all[i], &c->scratch);
		const struct str *class = all[i].kubernetes ? node_get_text(all[i].resource->spec, KEY_gatewayClassName) : NULL;

		for (size_t k = 0; k < s.n_sure && !str_starts(class, "istio-waypoint"); k++)
			for (size_t j = 0; j < all[i].n; j++)
				if (port_is_number(all[i].servers[j].port))
					vec_push(c->arena, &know(c, s.at[k])->servers, &all[i].servers[j]);
		arena_clear(&c->scratch);
	}
}

struct census *census_new(const struct mesh *m, struct arena *arena)
{
	struct census *c = arena_new(arena, struct census);

	c->m = m;
	c->arena = arena;
	find_accounts(c);
	find_servers(c);
	return c;
}

void census_release(struct census *c)
{
	long_lists_release(&c->lists);
	arena_release(&c->scratch);
}

/* --- Ports --- */

struct port_list {
	VEC(struct census_port) list;
};

static void add_port(struct census *c, struct port_list *to, struct census_port p)
{
	for (size_t i = 0; i < to->list.n; i++)
		if (to->list.at[i].number == p.number)
			return;
	vec_push(c->arena, &to->list, p);
}

static int by_number(const void *a, const void *b)
{
	const struct census_port *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static void add_service_ports(struct census *c, const struct workload *w, struct port_list *to)
{
	struct services all = workload_services(c->m, w, &c->scratch);

	for (size_t i = 0; i < all.n; i++)
		for (uint32_t k = 0; k < all.at[i]->n_ports; k++) {
			const struct port *p = &all.at[i]->ports[k];
			uint32_t number;

			if (p->protocol != PROTOCOL_UDP && port_target(p, w, &number) == YES && number)
				add_port(c, to, (struct census_port){ number, p->name, p->protocol });
		}
	arena_clear(&c->scratch);
}

static void add_ingress_ports(struct census *c, const struct workload *w, struct port_list *to)
{
	struct sidecars all = workload_sidecars(c->m, w, &c->scratch);

	for (size_t i = 0; i < all.n; i++)
		for (const struct node *n = all.at[i] ? node_first(node_get(all.at[i]->spec, KEY_ingress)) : NULL; n; n = node_next(n)) {
			const struct node *port = node_get(n, KEY_port);
			int64_t number;

			if (node_get_int(port, KEY_number, &number) && port_is_number(number))
				add_port(c, to, (struct census_port){ (uint32_t)number, node_get_text(port, KEY_name), protocol_parse(node_get_text(port, KEY_protocol)) });
		}
	arena_clear(&c->scratch);
}

struct census_ports census_ports(struct census *c, const struct workload *w)
{
	const struct census_workload *k = know(c, w);
	struct port_list found = { { NULL, 0, 0 } };

	for (size_t i = 0; i < k->servers.n; i++)
		add_port(c, &found, (struct census_port){ (uint32_t)k->servers.at[i]->port, k->servers.at[i]->port_name, k->servers.at[i]->protocol });
	if (!workload_is_gateway(w)) {
		add_service_ports(c, w, &found);
		if (w->dataplane != DATAPLANE_AMBIENT)
			add_ingress_ports(c, w, &found);
	}
	if (found.list.n)
		qsort(found.list.at, found.list.n, sizeof *found.list.at, by_number);
	return (struct census_ports){ found.list.at, found.list.n };
}

/* --- Ways in --- */

/* Which policies those are, as a text; of those that are the same ones for several workloads it is written once. */
static const struct str *set_of(struct census *c, const struct access_policies *all)
{
	const struct str **at = all->alike ? (const struct str **)map_at(c->arena, &c->sets, all->alike, NULL, NULL) : NULL, *out;
	struct buf set = BUF_INIT;

	if (at && *at)
		return *at;
	for (size_t i = 0; i < all->n; i++)
		buf_printf(&set, " %p%d", (const void *)all->at[i].resource, (int)all->at[i].applies);
	out = pool_intern(mesh_pool(c->m), set.n ? set.at : "", set.n);
	buf_release(&set);
	if (at)
		*at = out;
	return out;
}

/* Of policies in order. */
static const struct clause_index *index_of(struct census *c, const struct access_policies *all)
{
	void **at = map_at(c->arena, &c->indexes, set_of(c, all), NULL, NULL);

	if (!*at)
		*at = (void *)clause_index_make(c->m, all, c->arena);
	return *at;
}

/* What a server takes; false: nothing that this room knows of. */
static bool server_way(const struct server *s, struct way_in *out)
{
	bool ends = s->tls_node && s->tls != SERVER_TLS_PASSTHROUGH && s->tls != SERVER_TLS_AUTO_PASSTHROUGH;

	if (s->garbled || s->tls == SERVER_TLS_INVALID)
		return false;
	out->http = protocol_is_http(s->protocol) || (s->protocol == PROTOCOL_HTTPS && ends);
	out->tcp = !out->http;
	out->named = s->tls_node != NULL;
	out->authenticated = ends && (s->tls == SERVER_TLS_MUTUAL || s->tls == SERVER_TLS_ISTIO_MUTUAL);
	out->foreign = s->tls == SERVER_TLS_MUTUAL;
	return true;
}

static void add_way(struct census *c, struct census_entry *e, const struct way_in *way)
{
	struct way_in *ways;

	for (size_t i = 0; i < e->n_ways; i++)
		if (e->ways[i].http == way->http && e->ways[i].named == way->named && e->ways[i].authenticated == way->authenticated && e->ways[i].foreign == way->foreign)
			return;
	ways = arena_array(c->arena, struct way_in, e->n_ways + 1);
	if (e->n_ways)
		memcpy(ways, e->ways, e->n_ways * sizeof *ways);
	ways[e->n_ways++] = *way;
	e->ways = ways;
}

static void enter_gateway(struct census *c, struct census_workload *k, uint32_t port, struct census_entry *e)
{
	const struct clause_index *index;
	bool identities = false;

	access_policies_order(c->m, &k->policies, c->arena);
	index = index_of(c, &k->policies);
	for (size_t i = 0; i < k->servers.n; i++) {
		struct way_in way = { .m = c->m, .w = k->w, .policies = &k->policies };

		way.index = index;
		if (k->servers.at[i]->port != (int64_t)port || !server_way(k->servers.at[i], &way))
			continue;
		gateway_listens_on(c->m, k->w, port, &c->scratch, &way.port);
		add_way(c, e, &way);
		if (k->servers.at[i]->tls == SERVER_TLS_OPTIONAL_MUTUAL) {
			way.authenticated = way.foreign = true;
			add_way(c, e, &way);
		}
	}
	for (size_t i = 0; i < e->n_ways; i++)
		identities |= e->ways[i].authenticated;
	if (!e->n_ways) {
		e->refused = "no-listener";
		e->anonymous = "no server of its Gateways has this port";
	} else if (!identities) {
		e->anonymous = "its servers ask for no client certificate";
	}
}

/* The listeners that there may be take HTTP for HTTP, or any bytes. */
static void set_protocols(struct way_in *way, const struct listeners *all)
{
	for (size_t i = 0; i < all->n; i++)
		way->http |= all->at[i].as == LISTENING_HTTP || all->at[i].as == LISTENING_SNIFFED;
	way->tcp = all->at[0].as != LISTENING_HTTP;
}

static bool is_for_ztunnel(const struct inbound *in)
{
	bool is = false;

	for (size_t i = 0; i < in->listeners.n; i++)
		is |= in->listeners.at[i].as == LISTENING_ZTUNNEL;
	return is;
}

static void enter_sidecar(struct census *c, struct census_workload *k, uint32_t port, struct census_entry *e)
{
	struct inbound *in = arena_new(c->arena, struct inbound);
	struct way_in way = { .m = c->m, .w = k->w, .port = port };

	inbound_open(c->m, k->w, port, &k->policies, c->arena, in);
	in->called = CENSUS_ITSELF;
	way.inbound = in;
	way.policies = &in->policies;
	way.index = is_for_ztunnel(in) ? NULL : index_of(c, &in->policies);
	set_protocols(&way, &in->listeners);
	add_way(c, e, &way);
	if (in->listeners.n == 1 && in->listeners.at[0].as == LISTENING_NOT)
		e->anonymous = "the port is not redirected to the proxy, so no policy is enforced";
	else if (in->n_modes == 1 && in->modes[0].mode == MTLS_DISABLE && in->listeners.at[0].as != LISTENING_ZTUNNEL)
		e->anonymous = "mutual TLS is DISABLE";
}

static void put_ways(struct buf *key, const struct census_entry *e)
{
	for (size_t i = 0; i < e->n_ways; i++) {
		const struct way_in *w = &e->ways[i];

		buf_printf(key, " %u%d%d%d%d%d", w->port, w->http, w->tcp, w->authenticated, w->foreign, w->named);
		if (!w->inbound)
			continue;
		for (size_t k = 0; k < w->inbound->listeners.n; k++)
			buf_printf(key, "l%d", (int)w->inbound->listeners.at[k].as);
		for (size_t k = 0; k < w->inbound->n_modes; k++)
			buf_printf(key, "m%d%p%p", (int)w->inbound->modes[k].mode, (const void *)w->inbound->modes[k].policy, (const void *)w->inbound->modes[k].node);
	}
}

/* All that the answer hangs on, as a text. Where it names the namespace, this too. */
static const struct str *key_of(struct census *c, const struct census_workload *k, const struct census_entry *e)
{
	struct buf key = BUF_INIT;
	const struct str *out;
	bool several = e->n_ways && e->ways[0].inbound && e->ways[0].inbound->n_modes > 1;

	buf_printf(&key, "%d %s%s", (int)k->w->dataplane, e->refused ? e->refused : "", k->policies.missing ? k->policies.missing : "");
	put_ways(&key, e);
	buf_printf(&key, " s%p", (const void *)set_of(c, &k->policies));
	for (size_t i = 0; i < k->policies.tokens.n; i++)
		buf_printf(&key, " t%p", (const void *)k->policies.tokens.at[i]);
	if (several)
		buf_printf(&key, " n%s", k->w->ns->text);
	out = pool_intern(mesh_pool(c->m), key.at, key.n);
	buf_release(&key);
	return out;
}

const struct census_entry *census_enter(struct census *c, const struct workload *w, uint32_t port)
{
	struct census_workload *k = know(c, w);
	const struct str *number = pool_printf(mesh_pool(c->m), "%u", port);
	struct census_entry **at = (struct census_entry **)map_at(c->arena, &k->entries, number, NULL, NULL), *e;

	if (*at)
		return *at;
	e = arena_new(c->arena, struct census_entry);
	*at = e;
	if (!k->policies.at)
		k->policies = workload_access_policies(c->m, w, NULL, c->arena);
	if (workload_is_gateway(w))
		enter_gateway(c, k, port, e);
	else if (w->dataplane == DATAPLANE_NONE)
		e->anonymous = "it has no proxy, so no policy is enforced";
	else
		enter_sidecar(c, k, port, e);
	e->key = key_of(c, k, e);
	return e;
}

const struct way_in *census_ways(struct census *c, const struct workload *w, uint32_t port, size_t *n)
{
	const struct census_entry *e = census_enter(c, w, port);

	*n = e->n_ways;
	return e->ways;
}
