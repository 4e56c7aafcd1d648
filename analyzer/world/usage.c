/* Rules of VirtualServices held against the protocols of their services' ports. */
#include "world/usage.h"

#include "keys.h"

#define PORT_OF_UNKNOWN 80 /* on which http rules are used for hosts that no service has */

bool usage_is_overridden(const struct mesh *m)
{
	struct resources all = mesh_of(m, KIND_SIDECAR);

	for (size_t i = 0; i < all.n; i++)
		for (const struct node *e = node_first(node_get(all.at[i]->spec, KEY_egress)); e; e = node_next(e))
			if (node_has(e, KEY_port))
				return true;
	return false;
}

/* Does surely no service have the host? A short name that services of other namespaces have may be meant for one of them. */
static bool is_absent(const struct mesh *m, const struct vs_host *h, const struct host_answer *a)
{
	return a->truth == NO && a->why == HOST_ABSENT && !host_is_wild(h->host)
		&& !(host_is_short(h->text) && mesh_named(m, KIND_SERVICE, h->text).n);
}

bool usage_find(const struct mesh *m, const struct virtualservice *vs, struct arena *scratch, struct usage *out)
{
	const struct node *hosts = node_get(vs->resource->spec, KEY_hosts);

	*out = (struct usage){ .vs = vs };
	if (!hosts || !hosts->n || hosts->n != vs->n_hosts)
		return false;
	for (size_t i = 0; i < vs->n_hosts; i++) {
		struct host_answer a = mesh_host(m, NULL, vs->hosts[i].host, scratch);

		if (is_absent(m, &vs->hosts[i], &a)) {
			out->absent = &vs->hosts[i];
			continue;
		}
		if (host_is_wild(vs->hosts[i].host) || a.truth != YES || a.why != HOST_EXACT || out->n + a.seen.n > USAGE_MOST)
			return false;
		for (size_t k = 0; k < a.seen.n; k++) {
			const struct service *s = a.seen.at[k];

			if (s->partial || s->resolution == RESOLUTION_ALIAS || resource_together(vs->resource, s->resource) != YES)
				return false;
			out->n_ports += s->n_ports;
			out->services[out->n++] = s;
		}
	}
	return out->n_ports <= USAGE_MOST;
}

static bool is_used_on(enum route_kind kind, enum protocol protocol)
{
	if (kind == ROUTE_TLS)
		return protocol_is_tls(protocol);
	if (protocol == PROTOCOL_SNIFFED)
		return true;
	return kind == ROUTE_HTTP ? protocol_is_http(protocol) : protocol_is_tcp(protocol) && !protocol_is_tls(protocol);
}

/* Is no port of this number (0: none at all) of the service one for the kind? */
static bool has_none_for(const struct service *s, enum route_kind kind, int64_t number, struct unfit *out)
{
	size_t n = 0;

	for (uint32_t k = 0; k < s->n_ports; k++) {
		const struct port *port = &s->ports[k];

		if (number && port->number != number)
			continue;
		if (is_used_on(kind, port->protocol))
			return false;
		n++;
		out->port = port;
		out->of = s;
	}
	out->n += n;
	if (!n && number)
		out->lacks = s;
	return n || (number && (kind != ROUTE_HTTP || number != PORT_OF_UNKNOWN));
}

/* The same of all hosts. */
static bool have_none_for(const struct usage *u, enum route_kind kind, int64_t number, struct unfit *out)
{
	*out = (struct unfit){ .number = number };
	for (size_t i = 0; i < u->n; i++)
		if (!has_none_for(u->services[i], kind, number, out))
			return false;
	return !u->absent || kind != ROUTE_HTTP || (number && number != PORT_OF_UNKNOWN);
}

/* Is the block for sidecars alone? */
static bool is_for_mesh(const struct virtualservice *vs, const struct node *block)
{
	const struct node *g = node_first(node_get(block, KEY_gateways));

	if (!g)
		return !vs->bound;
	for (; g; g = node_next(g))
		if (!str_is(node_text(g), "mesh"))
			return false;
	return true;
}

bool usage_is_unfit(const struct usage *u, enum route_kind kind, const struct node *rule, struct unfit *out)
{
	const struct node *list = node_get(rule, KEY_match), *block = node_first(list);

	if (list ? node_is_rejected(list) : node_has(rule, KEY_match))
		return false;
	if (!block)
		return !u->vs->bound && have_none_for(u, kind, 0, out);
	for (; block; block = node_next(block)) {
		int64_t number = 0;

		node_get_int(block, KEY_port, &number);
		if (!is_for_mesh(u->vs, block) || !have_none_for(u, kind, number, out))
			return false;
	}
	return true;
}
