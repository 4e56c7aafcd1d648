/* Which ports lead into pods of the mesh, and what they say they speak. */
#include "rules/exposed.h"

#include "base/map.h"
#include "base/vec.h"
#include "keys.h"
#include "rules/injection.h"
#include "world/gateway.h"

static bool is_managed(const struct resource *r)
{
	return str_starts(resource_label(r, "gateway.istio.io/managed"), "istio.io-");
}

/* Does a workload behind the service take part in the mesh? */
static enum truth leads_into_mesh(struct pass *p, const struct service *s)
{
	const struct mesh *m = pass_mesh(p);
	struct selection all = service_workloads(m, s, pass_scratch(p));

	return truth_or(all.complete && all.n ? NO : UNKNOWN, selection_captured(m, &all));
}

const struct service *exposed_service(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	struct services own = mesh_services_of(m, r);

	if (own.n != 1 || is_control_plane(r) || is_managed(r) || str_starts(r->ns, "kube-"))
		return NULL;
	if (own.at[0]->external_name)
		return own.at[0];
	return leads_into_mesh(p, own.at[0]) >= (mesh_world(m) == WORLD_CLOSED ? UNKNOWN : YES) ? own.at[0] : NULL;
}

bool port_has_app_protocol(const struct port *port)
{
	const struct str *app = node_get_text(port->node, KEY_appProtocol);

	return app && app->len;
}

/* What a proxy can tell apart: requests, TLS, other bytes; 0 where nothing is declared. */
static int speech(const struct port *p)
{
	if (!p->declared || p->protocol == PROTOCOL_UDP)
		return 0;
	return protocol_is_http(p->protocol) ? 1 : protocol_is_tls(p->protocol) ? 2 : 3;
}

/* A port that leads to the workload. */
struct lead {
	const struct service *service;
	const struct port *port;
	uint32_t target;
};

struct clashes workload_clashes(struct pass *p, const struct workload *w)
{
	struct services all = { NULL, 0 };
	struct { VEC(struct lead) list; } leads = { { NULL, 0, 0 } };
	struct { VEC(struct clash) list; } found = { { NULL, 0, 0 } };
	struct arena *scratch = pass_scratch(p);

	if (w->dataplane == DATAPLANE_SIDECAR && !is_managed(w->resource) && !workload_is_gateway(w))
		all = workload_services(pass_mesh(p), w, scratch);
	for (size_t i = 0; i < all.n; i++) {
		const struct service *s = all.at[i];

		if (s->kind != SERVICE_KUBERNETES || s->partial || workload_matches(w, s->selector) != YES)
			continue;
		for (uint32_t k = 0; k < s->n_ports; k++) {
			struct lead l = { s, &s->ports[k], 0 };

			if (speech(l.port) && port_target(l.port, w, &l.target) == YES)
				vec_push(scratch, &leads.list, l);
		}
	}
	for (size_t i = 1; i < leads.list.n; i++)
		for (size_t k = 0; k < i; k++) {
			const struct lead *a = &leads.list.at[k], *b = &leads.list.at[i];

			if (a->target != b->target || speech(a->port) == speech(b->port))
				continue;
			vec_push(scratch, &found.list, ((struct clash){ { a->service, b->service }, { a->port, b->port }, b->target }));
			break;
		}
	return (struct clashes){ found.list.at, found.list.n };
}

bool service_is_http(const struct service *s)
{
	bool all = s && !s->partial && s->n_ports > 0;

	for (uint32_t i = 0; all && i < s->n_ports; i++)
		all = protocol_is_http(s->ports[i].protocol);
	return all;
}

/* Are the servers of the Gateways that select this workload for HTTP alone, TLS ended there included? */
static bool serves_http_alone(struct pass *p, const struct workload *w)
{
	size_t n, servers = 0;
	const struct gateway *all = mesh_gateways(pass_mesh(p), &n);

	for (size_t i = 0; i < n; i++) {
		enum truth selects = all[i].kubernetes ? NO : workload_matches(w, all[i].selector);

		if (selects == NO)
			continue;
		if (selects == UNKNOWN || all[i].partial)
			return false;
		for (size_t k = 0; k < all[i].n; k++, servers++)
			if (all[i].servers[k].serves != SERVES_HTTP)
				return false;
	}
	return servers > 0 && w->resource->kind != KIND_K8S_GATEWAY;
}

bool workload_is_http(struct pass *p, const struct workload *w)
{
	struct services all = workload_services(pass_mesh(p), w, pass_scratch(p));

	if (workload_is_gateway(w))
		return serves_http_alone(p, w);
	if (!all.n)
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (!service_is_http(all.at[i]))
			return false;
	return true;
}

/* A number: does a workload listen there, and which Service's port has it that leads elsewhere? */
struct spot {
	bool listens;
	struct front front; /* the last one; service NULL: none */
};

/* What is known of the ports of some workloads. */
struct spots {
	bool any;           /* they may listen anywhere */
	struct map numbers; /* struct spot */
};

static struct spot *spot_at(struct spots *s, struct arena *arena, int64_t number)
{
	/* Ports as keys: they are told apart as addresses are. */
	void **at = map_at(arena, &s->numbers, (const void *)(uintptr_t)number, NULL, NULL);

	if (!*at)
		*at = arena_new(arena, struct spot);
	return *at;
}

static void add_spots(struct pass *p, const struct workload *w, struct arena *arena, struct spots *out)
{
	struct arena_mark mark = arena_mark(pass_scratch(p));
	struct services all = workload_services(pass_mesh(p), w, pass_scratch(p));

	for (uint32_t i = 0; i < w->n_ports; i++)
		if (w->ports[i].number > 0)
			spot_at(out, arena, w->ports[i].number)->listens = true;
	for (size_t i = 0; i < all.n && !out->any; i++)
		for (uint32_t k = 0; k < all.at[i]->n_ports; k++) {
			const struct port *port = &all.at[i]->ports[k];
			uint32_t target;

			if (port_target(port, w, &target) != YES) {
				out->any = true;
				break;
			}
			if (target)
				spot_at(out, arena, target)->listens = true;
			if (port->number > 0 && port->number != target)
				spot_at(out, arena, port->number)->front = (struct front){ all.at[i], port, target };
		}
	arena_rewind(pass_scratch(p), mark);
}

/* Those of a workload, or of all of a selection that is kept: found once. */
static const struct spots *spots_of(struct pass *p, const void *of, const struct workload *const *at, size_t n)
{
	static const char question;
	struct kept *k = mesh_kept(pass_mesh(p), &question, of, NULL);
	struct arena *arena = k ? k->arena : pass_scratch(p);
	struct spots *out = k ? k->found : NULL;

	if (out)
		return out;
	out = arena_new(arena, struct spots);
	for (size_t i = 0; i < n && !out->any; i++)
		add_spots(p, at[i], arena, out);
	if (k)
		k->found = out;
	return out;
}

/* Do they listen on the port, as far as the tree tells? Else *out is the Service's port of this number, where there is one. */
static bool listens(const struct spots *s, int64_t number, struct front *out)
{
	const struct spot *spot = map_get(&s->numbers, (const void *)(uintptr_t)number, NULL, NULL);

	if (s->any || (spot && spot->listens))
		return true;
	if (spot && spot->front.service)
		*out = spot->front;
	return false;
}

bool port_is_front(struct pass *p, const struct selection *s, int64_t number, struct front *out)
{
	bool found = number <= 0;

	*out = (struct front){ NULL, NULL, 0 };
	if (s->known)
		found = found || listens(spots_of(p, s->known, s->at, s->n), number, out);
	for (size_t i = 0; i < s->n && !found && !s->known; i++)
		found = listens(spots_of(p, s->at[i], &s->at[i], 1), number, out);
	return !found && out->service;
}
