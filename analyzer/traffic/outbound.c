/* The way of a request from a workload's own sidecar: to the listener of the address that its host stands for. */
#include "traffic/outbound.h"

#include <string.h>

#include "base/distance.h"
#include "base/listing.h"
#include "world/host.h"

/* The Kubernetes Service of this name. */
static const struct service *cluster_service(struct way *w, const struct str *host)
{
	for (const struct service *s = mesh_services(w->m, host); s; s = s->same_host)
		if (s->kind == SERVICE_KUBERNETES)
			return s;
	return NULL;
}

const struct service *way_service_in_dns(struct way *w)
{
	const struct str *names[N_NAMES];
	const struct service *s = NULL;

	for (size_t i = way_names(w, names); i < N_NAMES && !s; i++)
		s = cluster_service(w, names[i]);
	return s;
}

/* What a name outside the cluster's domain means to the sidecar. */
static const struct service *outer_service(struct way *w, const struct str *name)
{
	const struct proxy_scope *s = &w->scope;
	bool has_port;

	for (size_t i = 0; i < s->egress.n; i++)
		for (size_t k = 0; k < s->egress.at[i].services.n; k++)
			if (host_lower(w->m, s->egress.at[i].services.at[k]->host) == name)
				return scope_service(s, s->egress.at[i].services.at[k]->host, 0, &has_port);
	return scope_service(s, name, 0, &has_port);
}

/* The address that a name resolves to; pods of a ServiceEntry have no name of their own. */
static const struct str *address_of(struct outbound *o, const struct service *meant)
{
	if (!meant)
		return host_is_address(o->w->r->host) ? o->w->r->host : NULL;
	return meant->kind == SERVICE_KUBERNETES || node_first(meant->addresses) ? listener_address(o, meant) : NULL;
}

/* What the host means, found in DNS or not: of an alias what it stands for; NULL where the mesh knows nothing of that. */
static const struct service *resolve(struct way *w, const struct service *found)
{
	const struct str *names[N_NAMES];

	if (found)
		return found->external_name ? cluster_service(w, pool_text(mesh_pool(w->m), found->external_name->text)) : found;
	way_names(w, names);
	return outer_service(w, names[N_NAMES - 1]);
}

/* A listener's chain for bytes: by a rule of a VirtualService, or to the service itself. */
static void connect_by(struct outbound *o, const struct chain *c)
{
	o->asker.asking = ASKING_CONNECTION;
	if (c->route)
		way_take(o->w, c->route, c->rule, c->match, &o->asker);
	else
		way_forward_to(o->w, c->service, c->service->host, o->w->r->port);
}

/* HTTP that a listener shares is shown where the service declares it that the host means, if it is there. */
static void tell_http(struct way *w, const struct chain *c, const struct service *meant, bool own)
{
	const struct service *shown = !own && meant ? egress_service(c->egress, meant->host, w->r->port) : NULL;
	const struct port *port;

	if (shown && service_port(meant, w->r->port))
		shown = meant; /* of copies, the first */
	port = shown ? service_port(shown, w->r->port) : NULL;
	if (!port || !(protocol_is_http(port->protocol) || port->protocol == PROTOCOL_SNIFFED)) {
		shown = c->service;
		port = service_port(shown, w->r->port);
	}
	answer_step(w->out, &(struct cause){ shown->resource, port ? port->node : shown->at }, own ? "port %u of \"%s\" speaks HTTP" : "port %u speaks HTTP: the sidecar routes by host",
		w->r->port, shown->host->text);
}

static void enter(struct outbound *o, const struct listener *l, const struct service *meant)
{
	struct way *w = o->w;
	bool twice;
	const struct chain *c = listener_choose(o, l, &twice);
	const struct port *port = c ? service_port(c->service, w->r->port) : NULL;

	if (w->out->outcome == OUTCOME_UNDECIDED)
		return;
	if (twice) {
		answer_step(w->out, NULL, "several rules for port %u are for the name \"%s\": Envoy cannot tell them apart", w->r->port, w->r->host->text);
		answer_refuse(w->out, "several-filter-chains");
	} else if (!c) {
		answer_step(w->out, NULL, "nothing that listens on port %u there takes it", w->r->port);
		way_leave(w, false);
	} else if (!c->http) {
		answer_step(w->out, &(struct cause){ c->service->resource, port ? port->node : c->service->at }, "port %u is that of %s", w->r->port, way_name(w, c->service->resource));
		connect_by(o, c);
	} else if (!request_is_http(w->r) || w->r->scheme == SCHEME_HTTPS) {
		answer_refuse(w->out, "not-http");
	} else {
		bool own = l->address && c->sniffed;

		tell_http(w, c, meant, own);
		o->asker.asking = ASKING_HTTP;
		hosting_route(o, own ? c->service->host : w->r->host, !own);
	}
}

void way_tell_ports(struct way *w, const struct service *s)
{
	struct listing ports = { 0 };

	for (uint32_t i = 0; i < s->n_ports; i++)
		listing_add(&ports, arena_printf(w->arena, "%u", s->ports[i].number));
	answer_step(w->out, &(struct cause){ s->resource, s->at }, "%s has no port %u%s%s", way_name(w, s->resource), w->r->port, s->n_ports ? "; it has " : "",
		listing_text(&ports, w->arena));
}

/* Is the Service meant by the host: misspelt, or of another namespace and without it? */
static bool is_near(const struct way *w, const struct service *s)
{
	const struct str *host = w->r->host, *name = s->resource->name, *ns = w->r->workload->ns;
	size_t n = strcspn(host->text, ".");

	if (s->kind != SERVICE_KUBERNETES)
		return false;
	if (s->ns != ns)
		return host->text[n] == '\0' && n == name->len && memcmp(host->text, name->text, n) == 0;
	return n > 3 && edit_distance(host->text, n, name->text, name->len, 2) <= 2;
}

void way_tell_nameless(struct way *w)
{
	struct services all = mesh_all_services(w->m);
	const struct service *near = NULL;

	for (size_t i = 0; i < all.n && !near; i++)
		near = is_near(w, all.at[i]) ? all.at[i] : NULL;
	answer_step(w->out, near ? &(struct cause){ near->resource, near->at } : NULL, "no Service or ServiceEntry is called \"%s\": DNS has to know its address%s%s%s%s%s",
		w->r->host->text, near ? "; did you mean \"" : "", near ? near->resource->name->text : "", near && near->ns != w->r->workload->ns ? "." : "",
		near && near->ns != w->r->workload->ns ? near->ns->text : "", near ? "\"?" : "");
}

void outbound_follow(struct way *w)
{
	struct outbound o = { .w = w };
	const struct listener *l;
	const struct service *found = way_service_in_dns(w), *meant = resolve(w, found);

	o.asker = (struct asker){ .m = w->m, .proxy = w->scope.proxy, .gateway = pool_text(mesh_pool(w->m), "mesh"), .port = w->r->port };
	if (meant && !meant->partial && meant->kind == SERVICE_KUBERNETES && !service_port(meant, w->r->port))
		way_tell_ports(w, meant);
	o.address = address_of(&o, meant);
	l = listener_find(&o);
	if (l) {
		enter(&o, l, meant);
	} else {
		answer_step(w->out, NULL, "the sidecar has no listener for port %u of \"%s\"", w->r->port, w->r->host->text);
		way_leave(w, false);
	}
	if (w->out->outcome == OUTCOME_PASSTHROUGH && !found && !meant && !host_is_address(w->r->host))
		way_tell_nameless(w);
}
