/* Finds what --to and --from of access name. */
#include "trace/access_aims.h"

#include <stdlib.h>
#include <string.h>

#include "base/listing.h"
#include "trace/trace.h"
#include "trace/wish.h"
#include "traffic/identity.h"
#include "world/gateway.h"
#include "world/service.h"

static void aim_at(struct access *a, struct aims *out, const struct workload *w, const uint32_t *ports, size_t n)
{
	vec_push(a->arena, &out->list, ((struct aim){ .w = w, .ports = ports, .n = n, .whole = ports == NULL }));
}

/* The Service or Gateway has no such port, but these. */
static void tell_ports(struct access *a, const uint32_t *has, size_t n)
{
	struct listing ports = { 0 };

	for (size_t i = 0; i < n; i++)
		listing_add(&ports, arena_printf(a->arena, "%u", has[i]));
	a->wrong = arena_printf(a->arena, "%s has no port %u%s%s", a->wish.to, a->wish.port, n ? "; it has " : "", listing_text(&ports, a->arena));
}

/* The ports of w that the Service's ports lead to: all of them, or that of the wish. */
static void aim_behind(struct access *a, const struct service *s, const struct workload *w, struct aims *out)
{
	uint32_t *ports = arena_array(a->arena, uint32_t, s->n_ports ? s->n_ports : 1);
	size_t n = 0;

	for (uint32_t i = 0; i < s->n_ports; i++)
		if ((!a->wish.port || s->ports[i].number == a->wish.port) && port_target(&s->ports[i], w, &ports[n]) == YES && ports[n])
			n++;
	aim_at(a, out, w, ports, n);
}

static void aim_at_service(struct access *a, const struct mesh *m, const struct service *s, struct aims *out)
{
	struct arena scratch = ARENA_INIT;
	struct selection behind = service_workloads(m, s, &scratch);

	a->to.found = true;
	if (a->wish.port && !service_port(s, a->wish.port)) {
		uint32_t *has = arena_array(&scratch, uint32_t, s->n_ports ? s->n_ports : 1);

		for (uint32_t i = 0; i < s->n_ports; i++)
			has[i] = s->ports[i].number;
		tell_ports(a, has, s->n_ports);
	} else if (!behind.n_sure && !a->wrong) {
		a->wrong = arena_printf(a->arena, "no workload in the tree is surely behind %s", a->wish.to);
	}
	for (size_t i = 0; i < behind.n_sure; i++)
		aim_behind(a, s, behind.at[i], out);
	arena_release(&scratch);
}

static void find_service(struct access *a, const struct mesh *m, const struct wish_place *p, struct aims *out)
{
	struct pool *pool = mesh_pool(m);
	const struct service *s = mesh_service(m, pool_text(pool, p->ns), pool_intern(pool, p->name, p->n_name));
	struct services all = mesh_all_services(m);

	if (s)
		aim_at_service(a, m, s, out);
	for (size_t i = 0; i < all.n && !s; i++)
		if (all.at[i]->kind == SERVICE_KUBERNETES)
			near_consider_object(&a->to, a->arena, a->wish.to, "service", all.at[i]->resource);
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Its servers' ports, ascending, each once. */
static size_t list_servers(struct access *a, const struct gateway *g, uint32_t **out)
{
	uint32_t *ports = arena_array(a->arena, uint32_t, g->n ? g->n : 1);
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < g->n; i++)
		if (g->servers[i].port)
			ports[n++] = (uint32_t)g->servers[i].port;
	if (n)
		qsort(ports, n, sizeof *ports, by_number);
	for (size_t i = 0; i < n; i++)
		if (!kept || ports[kept - 1] != ports[i])
			ports[kept++] = ports[i];
	*out = ports;
	return kept;
}

static void aim_at_gateway(struct access *a, const struct mesh *m, const struct gateway *g, struct aims *out)
{
	struct arena scratch = ARENA_INIT;
	struct selection pods = gateway_workloads(m, g, &scratch);
	uint32_t *ports;
	size_t n = list_servers(a, g, &ports), at = 0;

	a->to.found = true;
	while (a->wish.port && at < n && ports[at] != a->wish.port)
		at++;
	if (at == n && a->wish.port)
		tell_ports(a, ports, n);
	else if (!pods.n_sure)
		a->wrong = arena_printf(a->arena, "no workload in the tree surely runs %s", a->wish.to);
	for (size_t i = 0; i < pods.n_sure && !a->wrong; i++)
		aim_at(a, out, pods.at[i], a->wish.port ? &ports[at] : ports, a->wish.port ? 1 : n);
	arena_release(&scratch);
}

static void find_gateway(struct access *a, const struct mesh *m, const struct wish_place *p, struct aims *out)
{
	const struct gateway *g = wish_gateway(m, p), *all;
	size_t n;

	if (g) {
		aim_at_gateway(a, m, g, out);
		return;
	}
	all = mesh_gateways(m, &n);
	for (size_t i = 0; i < n; i++)
		near_consider_object(&a->to, a->arena, a->wish.to, "gateway", all[i].resource);
}

void aims_find(struct access *a, const struct mesh *m, struct aims *out)
{
	struct workloads all = mesh_workloads(m);
	const struct workload *w;
	struct wish_place p;

	*out = (struct aims){ 0 };
	if (!a->wish.to) {
		for (size_t i = 0; i < all.n; i++)
			aim_at(a, out, all.at[i], NULL, 0);
		return;
	}
	if (!wish_place_of(a->wish.to, &p))
		return; /* never: access_wish_read has looked at it */
	if (wish_is_kind(&p, "service")) {
		find_service(a, m, &p, out);
	} else if (wish_is_kind(&p, "gateway")) {
		find_gateway(a, m, &p, out);
	} else if ((w = near_workload(&a->to, a->arena, m, a->wish.to))) {
		aim_at(a, out, w, a->wish.port ? &a->wish.port : NULL, a->wish.port != 0);
	}
}

bool aims_sender(struct access *a, const struct mesh *m, struct access_sender *out)
{
	const struct workload *w;

	*out = (struct access_sender){ .identity = a->wish.from ? pool_text(mesh_pool(m), a->wish.from) : NULL, .named = true };
	if (!a->wish.sender)
		return true;
	w = near_workload(&a->from, a->arena, m, a->wish.sender);
	if (!w)
		return false;
	out->plain = w->dataplane == DATAPLANE_NONE || w->dataplane == DATAPLANE_UNKNOWN;
	out->named = w->dataplane != DATAPLANE_NONE;
	if (!out->named)
		return true;
	if (!w->ns->len)
		a->wrong = arena_printf(a->arena, "no file tells the namespace of %s, and so not its identity: name it with -n", a->wish.sender);
	else if (!w->service_account)
		a->wrong = arena_printf(a->arena, "no file tells the service account of %s: give --from an identity", a->wish.sender);
	else
		out->identity = identity_make(m, w->ns->text, w->service_account->text);
	return out->identity != NULL;
}
