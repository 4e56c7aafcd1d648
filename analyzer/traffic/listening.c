/* Which protocol an inbound port is taken to speak. */
#include "traffic/listening.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "keys.h"
#include "object/age.h"
#include "world/config.h"
#include "world/service.h"
#include "world/sidecar.h"
#include "traffic/value.h"

struct listening_search {
	const struct mesh *m;
	const struct workload *w;
	uint32_t port;
	struct arena *arena;
	VEC(struct listener) found;
};

static void add(struct listening_search *s, struct listener l)
{
	for (size_t i = 0; i < s->found.n; i++)
		if (s->found.at[i].as == l.as)
			return;
	vec_push(s->arena, &s->found, l);
}

static enum listening listening_as(enum protocol p)
{
	if (protocol_is_http(p))
		return LISTENING_HTTP;
	return p == PROTOCOL_SNIFFED ? LISTENING_SNIFFED : LISTENING_TCP;
}

static const struct str *pod_annotation(const struct workload *w, const char *key)
{
	return node_text(node_find(node_at(w->template, KEY_metadata, KEY_annotations, 0), key));
}

static bool lists_port(const struct str *list, uint32_t port)
{
	for (const char *p = list->text; *p;) {
		char word[16];
		size_t n = strcspn(p, ",");

		if (n < sizeof word) {
			size_t from = strspn(p, " ");

			memcpy(word, p, n);
			while (n && word[n - 1] == ' ')
				n--;
			word[n] = 0;
			if (from <= n && value_port(word + from) == (int)port)
				return true;
		}
		p += strcspn(p, ",");
		p += *p == ',';
	}
	return false;
}

/* Ports that istio-iptables never redirects to the proxy: its own (tools/istio-iptables, istio-init). */
static bool is_proxys_own(uint32_t port)
{
	return port == 15020 || port == 15021 || port == 15090;
}

/* The annotation by which the port stays out of the proxy; NULL: it does not. */
static const char *excluded(const struct workload *w, uint32_t port)
{
	static const char include[] = "traffic.sidecar.istio.io/includeInboundPorts", exclude[] = "traffic.sidecar.istio.io/excludeInboundPorts";
	const struct str *included = pod_annotation(w, include), *not = pod_annotation(w, exclude);

	if (included && !str_is(included, "*"))
		return lists_port(included, port) ? NULL : include;
	return not && lists_port(not, port) ? exclude : NULL;
}

/* interceptionMode: of the pod, its ProxyConfig, or the mesh's. */
static bool is_intercepted(const struct mesh *m, const struct workload *w)
{
	const struct str *mode = pod_annotation(w, "sidecar.istio.io/interceptionMode");

	if (!mode)
		mode = node_text(node_find(w->resource->proxy_config, "interceptionMode"));
	if (!mode)
		mode = node_text(node_find(mesh_configuration(m)->default_config, "interceptionMode"));
	return !str_is(mode, "NONE");
}

static void pass_through(struct listening_search *s, const struct resource *sidecar)
{
	struct cause cause = { sidecar, NULL };
	const char *why = sidecar ? "the Sidecar in force has no ingress for" : "no Service declares";

	if (!is_intercepted(s->m, s->w))
		add(s, (struct listener){ LISTENING_NOT, cause,
			arena_printf(s->arena, "%s port %u of %s, and its proxy intercepts nothing (interceptionMode NONE)", why, s->port, s->w->name->text) });
	else
		add(s, (struct listener){ LISTENING_SNIFFED, cause,
			arena_printf(s->arena, "%s port %u of %s: the passthrough filter chains take it, and detect its protocol", why, s->port, s->w->name->text) });
}

static void listen_by_ingress(struct listening_search *s, const struct resource *sidecar)
{
	for (const struct node *i = node_first(node_get(sidecar->spec, KEY_ingress)); i; i = node_next(i)) {
		const struct node *port = node_get(i, KEY_port);
		enum protocol p = protocol_parse(node_get_text(port, KEY_protocol));
		int64_t number;

		if (!node_get_int(port, KEY_number, &number) || number != (int64_t)s->port)
			continue;
		add(s, (struct listener){ listening_as(p), { sidecar, port },
			arena_printf(s->arena, "the Sidecar in force has an ingress listener for port %u: %s", s->port, protocol_name(p)) });
		return;
	}
	pass_through(s, sidecar);
}

/* A port of a Service that leads, or may lead, to the port asked for. */
struct leading {
	const struct service *service;
	const struct port *port;
	enum truth truth;
};

struct leadings {
	VEC(struct leading) list;
};

static void find_leading(struct listening_search *s, const struct service *service, struct leadings *out)
{
	enum truth selected = service->selector ? workload_matches(s->w, service->selector) : YES;

	if (s->w->vm && !s->w->inline_endpoint && service->headless)
		return;
	for (uint32_t i = 0; i < service->n_ports; i++) {
		uint32_t number;
		enum truth t = port_target(&service->ports[i], s->w, &number);

		if (t == NO || (t == YES && number != s->port))
			continue;
		vec_push(s->arena, &out->list, ((struct leading){ service, &service->ports[i],
			truth_and(truth_and(t, selected), service->partial ? UNKNOWN : YES) }));
		if (t == YES)
			return;
	}
}

/* Does one of an older Service lead there for certain? */
static bool is_taken(const struct leading *l, const struct leadings *all)
{
	for (size_t i = 0; i < all->list.n; i++) {
		const struct leading *o = &all->list.at[i];

		if (o->truth == YES && resource_is_older(o->service->resource, l->service->resource) == YES)
			return true;
	}
	return false;
}

static void add_leading(struct listening_search *s, const struct leading *l)
{
	const struct service *service = l->service;

	add(s, (struct listener){ listening_as(l->port->protocol), { service->resource, l->port->node },
		arena_printf(s->arena, "%s %s declares port %u of %s: %s", service->kind == SERVICE_KUBERNETES ? "Service" : "ServiceEntry",
			service->name->text, s->port, s->w->name->text,
			l->port->protocol == PROTOCOL_SNIFFED ? "its protocol is detected" : protocol_name(l->port->protocol)) });
}

static void listen_by_services(struct listening_search *s)
{
	struct services all = workload_services(s->m, s->w, s->arena);
	struct leadings found = { { NULL, 0, 0 } };
	bool sure = false;

	for (size_t i = 0; i < all.n; i++)
		find_leading(s, all.at[i], &found);
	for (int certain = 1; certain >= 0; certain--)
		for (size_t i = 0; i < found.list.n; i++) {
			const struct leading *l = &found.list.at[i];

			if ((l->truth == YES) != certain || is_taken(l, &found))
				continue;
			sure |= l->truth == YES;
			add_leading(s, l);
		}
	if (sure)
		return;
	pass_through(s, NULL);
	if (mesh_closed(s->m, SCOPE_HOSTS, s->w->ns) == YES && !s->w->open && !s->w->opaque)
		return;
	/* A Service that the tree does not hold may declare it. */
	add(s, (struct listener){ LISTENING_HTTP, { NULL, NULL }, "a Service that is not in the tree may declare it as HTTP" });
	add(s, (struct listener){ LISTENING_TCP, { NULL, NULL }, "a Service that is not in the tree may declare it as TCP" });
}

struct listeners workload_listeners(const struct mesh *m, const struct workload *w, uint32_t port, struct arena *arena)
{
	struct listening_search s = { .m = m, .w = w, .port = port, .arena = arena };
	const char *out = is_intercepted(m, w) ? excluded(w, port) : NULL;
	struct sidecars sidecars;

	if (w->dataplane == DATAPLANE_AMBIENT) {
		add(&s, (struct listener){ LISTENING_ZTUNNEL, { w->resource, NULL },
			arena_printf(arena, "%s is in ambient mode: ztunnel takes the connection to port %u", w->name->text, port) });
		return (struct listeners){ s.found.at, s.found.n };
	}
	if (is_proxys_own(port))
		add(&s, (struct listener){ LISTENING_NOT, { NULL, NULL }, arena_printf(arena, "port %u is the proxy's own", port) });
	else if (out)
		add(&s, (struct listener){ LISTENING_NOT, { w->resource, NULL },
			arena_printf(arena, "port %u of %s is not redirected to its proxy (%s)", port, w->name->text, out) });
	if (s.found.n)
		return (struct listeners){ s.found.at, s.found.n };
	sidecars = workload_sidecars(m, w, arena);
	for (size_t i = 0; i < sidecars.n; i++) {
		const struct resource *r = sidecars.at[i];

		if (r && node_first(node_get(r->spec, KEY_ingress)))
			listen_by_ingress(&s, r);
		else if (!is_intercepted(m, w))
			pass_through(&s, r);
		else
			listen_by_services(&s);
	}
	return (struct listeners){ s.found.at, s.found.n };
}
