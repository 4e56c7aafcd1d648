/* Holding a route's port against its service. */
#include "rules/ports.h"

#include "mesh/gateway.h"

struct services destination_services(struct pass *p, const struct destination *d)
{
	struct services none = { NULL, 0 };
	struct host_answer a;

	if (!d->host)
		return none;
	a = mesh_host(pass_mesh(p), NULL, d->host, pass_scratch(p));
	return a.truth == YES && a.why == HOST_EXACT ? a.seen : none;
}

enum truth services_have_port(const struct services *s, uint32_t number)
{
	enum truth any = NO;

	for (size_t i = 0; i < s->n; i++)
		any = truth_or(any, service_has_port(s->at[i], number));
	return any;
}

/* Is the k-th port of the i-th service the first with its number? */
static bool is_first(const struct services *s, size_t i, uint32_t k)
{
	for (size_t j = 0; j <= i; j++)
		for (uint32_t l = 0; l < (j < i ? s->at[j]->n_ports : k); l++)
			if (s->at[j]->ports[l].number == s->at[i]->ports[k].number)
				return false;
	return true;
}

const char *services_port_list(struct pass *p, const struct services *s)
{
	struct arena *scratch = pass_scratch(p);
	const char *list = "", *last = NULL;

	for (size_t i = 0; i < s->n; i++)
		for (uint32_t k = 0; k < s->at[i]->n_ports; k++) {
			if (!is_first(s, i, k))
				continue;
			if (last)
				list = arena_printf(scratch, "%s%s%s", list, *list ? ", " : "", last);
			last = arena_printf(scratch, "%u", s->at[i]->ports[k].number);
		}
	if (!last)
		return "none";
	return *list ? arena_printf(scratch, "%s and %s", list, last) : last;
}

/* Does the service have a port that requests for the VirtualService's hosts come in on at the gateways? */
static enum truth at_gateways(struct pass *p, const struct virtualservice *vs, const struct services *s)
{
	enum truth any = NO;

	for (size_t i = 0; i < vs->n_gateways; i++) {
		const struct gateway *g;

		if (vs->gateways[i].mesh)
			continue;
		if (mesh_gateway(pass_mesh(p), &vs->gateways[i], &g) != YES || !g)
			return UNKNOWN;
		for (size_t k = 0; k < g->n; k++)
			any = truth_or(any, services_have_port(s, (uint32_t)g->servers[k].port));
	}
	return any;
}

/* The same for sidecars: requests come in on the ports of the services that have the VirtualService's hosts. */
static enum truth at_sidecars(struct pass *p, const struct virtualservice *vs, const struct services *s)
{
	enum truth any = NO;

	for (size_t i = 0; i < vs->n_hosts; i++) {
		struct host_answer a = mesh_host(pass_mesh(p), NULL, vs->hosts[i].host, pass_scratch(p));

		if (a.truth != YES || a.why != HOST_EXACT)
			return UNKNOWN;
		for (size_t k = 0; k < a.seen.n; k++)
			for (uint32_t n = 0; n < a.seen.at[k]->n_ports; n++)
				any = truth_or(any, services_have_port(s, a.seen.at[k]->ports[n].number));
	}
	return any;
}

static enum truth comes_in(struct pass *p, const struct virtualservice *vs, const struct services *s)
{
	enum truth any = NO;

	if (vs->delegate)
		return UNKNOWN;
	if (vs->bound)
		any = truth_or(any, at_gateways(p, vs, s));
	if (vs->mesh)
		any = truth_or(any, at_sidecars(p, vs, s));
	return any;
}

static bool has_several_ports(const struct services *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->at[i]->n_ports < 2 || s->at[i]->partial)
			return false;
	return true;
}

void destinations_without_port(struct pass *p, const struct resource *r, enum truth which)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];
		struct services seen = destination_services(p, d);
		const char *ports;

		if (d->port_node || d->port || !seen.n || !has_several_ports(&seen))
			continue;
		if ((comes_in(p, vs, &seen) == NO) != (which == NO))
			continue;
		ports = services_port_list(p, &seen);
		if (which == NO)
			pass_report(p, r, d->host_node,
				"\"%s\" has the ports %s, and none is the port on which requests arrive; set destination.port",
				d->text->text, ports);
		else
			pass_report(p, r, d->host_node,
				"\"%s\" has the ports %s, and each request uses the port on which it arrives; set destination.port to choose one",
				d->text->text, ports);
		pass_note(p, seen.at[0]->resource, NULL, "the service");
	}
}
