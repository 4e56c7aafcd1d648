/* Holding a route's port against its service. */
#include "rules/ports.h"

#include <stdlib.h>

#include "base/listing.h"
#include "base/map.h"
#include "base/vec.h"
#include "world/gateway.h"

#define SEEN_BITS 65536u /* one for each port number */

struct services destination_services(struct pass *p, const struct destination *d)
{
	struct services none = { NULL, 0 };
	struct host_answer a;

	if (!d->host)
		return none;
	a = mesh_destination(pass_mesh(p), NULL, d->host, pass_scratch(p));
	return a.truth == YES && a.why == HOST_EXACT ? a.seen : none;
}

enum truth services_have_port(const struct services *s, uint32_t number)
{
	enum truth any = NO;

	for (size_t i = 0; i < s->n && any != YES; i++)
		any = truth_or(any, service_has_port(s->at[i], number));
	return any;
}

/* Takes note of a port number; was it not seen before? */
static bool is_new(unsigned char *seen, uint32_t number)
{
	unsigned char bit = (unsigned char)(1u << number % 8), *at = &seen[number / 8 % (SEEN_BITS / 8)];
	bool new = !(*at & bit);

	*at |= bit;
	return new;
}

const char *services_port_list(struct pass *p, const struct services *s)
{
	unsigned char seen[SEEN_BITS / 8] = { 0 };
	struct arena *scratch = pass_scratch(p);
	struct listing list = { .n = 0 };

	for (size_t i = 0; i < s->n; i++)
		for (uint32_t k = 0; k < s->at[i]->n_ports; k++) {
			uint32_t number = s->at[i]->ports[k].number;

			if (is_new(seen, number))
				listing_add(&list, list.n < LISTING_MOST ? arena_printf(scratch, "%u", number) : NULL);
		}
	return list.n ? listing_text(&list, scratch) : "none";
}

/* The port numbers on which requests for a VirtualService's hosts come in. */
struct arrivals {
	VEC(uint32_t) at;
	bool unknown; /* they are not all known */
};

/* Those of gateways, and of sidecars. */
struct ways_in {
	const struct virtualservice *vs;
	struct arrivals gateways, sidecars;
	bool read;
	struct map judged; /* host of a destination -> a truth, plus 1 */
};

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Each number once. */
static void make_set(struct arrivals *a)
{
	size_t n = 0;

	if (a->at.n > 1)
		qsort(a->at.at, a->at.n, sizeof *a->at.at, by_number);
	for (size_t i = 0; i < a->at.n; i++)
		if (!n || a->at.at[n - 1] != a->at.at[i])
			a->at.at[n++] = a->at.at[i];
	a->at.n = n;
}

static void read_gateways(struct pass *p, const struct virtualservice *vs, struct arrivals *in)
{
	for (size_t i = 0; i < vs->n_gateways && !in->unknown; i++) {
		const struct gateway *g;

		if (vs->gateways[i].mesh)
			continue;
		if (mesh_gateway(pass_mesh(p), &vs->gateways[i], &g) != YES || !g)
			in->unknown = true;
		for (size_t k = 0; !in->unknown && k < g->n; k++)
			vec_push(pass_scratch(p), &in->at, (uint32_t)g->servers[k].port);
	}
	make_set(in);
}

/* Requests come in on the ports of the services that have the VirtualService's hosts. */
static void read_sidecars(struct pass *p, const struct virtualservice *vs, struct arrivals *in)
{
	for (size_t i = 0; i < vs->n_hosts && !in->unknown; i++) {
		struct host_answer a = mesh_host(pass_mesh(p), NULL, vs->hosts[i].host, pass_scratch(p));

		if (a.truth != YES || a.why != HOST_EXACT)
			in->unknown = true;
		for (size_t k = 0; !in->unknown && k < a.seen.n; k++)
			for (uint32_t n = 0; n < a.seen.at[k]->n_ports; n++)
				vec_push(pass_scratch(p), &in->at, a.seen.at[k]->ports[n].number);
	}
	make_set(in);
}

/* Does one of the services have a port that requests come in on? */
static enum truth meets(const struct arrivals *in, const struct services *s)
{
	enum truth any = in->unknown ? UNKNOWN : NO;

	for (size_t i = 0; i < in->at.n && any != YES; i++)
		any = truth_or(any, services_have_port(s, in->at.at[i]));
	return any;
}

/* Destinations of one host have one answer. */
static enum truth comes_in(struct pass *p, struct ways_in *w, const struct destination *d, const struct services *s)
{
	enum truth any = NO;
	void **place;

	if (w->vs->delegate)
		return UNKNOWN;
	if (!w->read && w->vs->bound)
		read_gateways(p, w->vs, &w->gateways);
	if (!w->read && w->vs->mesh)
		read_sidecars(p, w->vs, &w->sidecars);
	w->read = true;
	place = map_at(pass_scratch(p), &w->judged, d->host, NULL, NULL);
	if (*place)
		return (enum truth)((uintptr_t)*place - 1);
	if (w->vs->bound)
		any = truth_or(any, meets(&w->gateways, s));
	if (w->vs->mesh)
		any = truth_or(any, meets(&w->sidecars, s));
	*place = (void *)((uintptr_t)any + 1);
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
	struct ways_in ways = { .vs = vs };

	for (size_t i = 0; vs && i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];
		struct services seen = destination_services(p, d);
		const char *ports;

		if (d->port_node || d->port || !seen.n || !has_several_ports(&seen))
			continue;
		if ((comes_in(p, &ways, d, &seen) == NO) != (which == NO))
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
