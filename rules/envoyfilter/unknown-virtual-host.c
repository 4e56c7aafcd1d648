/* A patch of routes matches a virtual host that istiod does not generate. */
#include <ctype.h>
#include <string.h>

#include "keys.h"
#include "rules/ports.h"
#include "traffic/generated.h"
#include "world/envoyfilter.h"
#include "world/service.h"
#include "world/workload.h"

#define MOST_WORKLOADS 64 /* that all have to agree on what a port is */

static bool is_for(const struct node *patch, const char *context)
{
	return str_is(node_text(node_at(patch, KEY_match, KEY_context, 0)), context);
}

/* Does istiod look at the virtual host of its match? What is added to a route configuration is not held against any. */
static bool is_matched(const struct node *patch)
{
	const struct str *to = node_get_text(patch, KEY_applyTo), *operation = node_text(node_at(patch, KEY_patch, KEY_operation, 0));

	return str_is(to, "HTTP_ROUTE") || (str_is(to, "VIRTUAL_HOST") && !str_is(operation, "ADD") && !str_starts(operation, "INSERT_"));
}

/* Does a Service of the workload have the number as its own port, or may it? Else *container is a port that leads to the number, if any. */
static bool is_service_port(struct pass *p, const struct workload *w, uint32_t number, const struct service **of, const struct port **container)
{
	struct services all = workload_services(pass_mesh(p), w, pass_scratch(p));

	for (size_t i = 0; i < all.n; i++)
		for (uint32_t k = 0; k < all.at[i]->n_ports; k++) {
			const struct port *port = &all.at[i]->ports[k];
			uint32_t target;

			if (all.at[i]->partial || port->number == number)
				return true;
			if (!*container && port_target(port, w, &target) == YES && target == number) {
				*of = all.at[i];
				*container = port;
			}
		}
	return false;
}

/* "inbound|http|8080": the number is that of the Service. */
static void judge_inbound(struct pass *p, const struct resource *r, const struct node *at, uint32_t number)
{
	const struct node *labels = node_at(r->spec, KEY_workloadSelector, KEY_labels, 0);
	const struct service *of = NULL;
	const struct port *container = NULL;
	struct selection on;

	if (!node_first(labels) || r->ns == mesh_root_namespace(pass_mesh(p)) || mesh_in(pass_mesh(p), KIND_SIDECAR, r->ns).n)
		return;
	on = mesh_select(pass_mesh(p), r->ns, labels, pass_scratch(p));
	for (size_t i = 0; i < on.n && on.n <= MOST_WORKLOADS; i++)
		if (is_service_port(p, on.at[i], number, &of, &container))
			return;
	if (!container || !on.n_sure)
		return;
	pass_report(p, r, at, "%u is a port of the container; the virtual host of inbound traffic is called after the Service's port, \"inbound|http|%u\"",
		number, container->number);
	pass_note(p, of->resource, container->node, "this port leads to %u", number);
	pass_fix(p, at, "inbound|http|%u", container->number);
	pass_unsafe(p); /* the patch did nothing, and will do something */
}

/* "reviews.prod.svc.cluster.local:80" of sidecars. Port 80 takes the hosts of all VirtualServices. */
static void judge_outbound(struct pass *p, const struct resource *r, const struct node *at, const struct virtual_host_name *v)
{
	struct host_answer a = mesh_host(pass_mesh(p), NULL, v->host, pass_scratch(p));

	if (a.truth == NO && a.why == HOST_PARTIAL && !a.virtual) {
		pass_report(p, r, at, "istiod generates no virtual host \"%s\": no service has this host%s", node_text(at)->text,
			a.meant ? arena_printf(pass_scratch(p), "; write \"%s:%u\"", a.meant->host->text, v->port) : "");
		if (a.meant)
			pass_fix(p, at, "%s:%u", a.meant->host->text, v->port);
		pass_unsafe(p);
	}
	if (a.truth != YES || a.why != HOST_EXACT || (v->port == 80 && a.virtual) || services_have_port(&a.seen, v->port) != NO)
		return;
	pass_report(p, r, at, "istiod generates no virtual host \"%s\": the service has no port %u, only %s", node_text(at)->text, v->port,
		services_port_list(p, &a.seen));
	pass_note(p, a.seen.at[0]->resource, NULL, "the service");
}

static bool has_capital(const struct str *name)
{
	return strpbrk(name->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

static void report_capitals(struct pass *p, const struct resource *r, const struct node *at)
{
	const struct str *name = node_text(at);
	char *small = arena_strndup(pass_scratch(p), name->text, name->len);

	for (char *c = small; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	pass_report(p, r, at, "istiod generates no virtual host \"%s\": their names are in lowercase letters", name->text);
	pass_fix(p, at, "%s", small);
	pass_unsafe(p);
}

static void judge(struct pass *p, const struct resource *r, const struct node *patch, const struct node *at)
{
	const struct str *name = node_text(at);
	struct virtual_host_name v = virtual_host_name_parse(pass_mesh(p), name);

	if (mesh_filter_insertions(pass_mesh(p), pool_text(mesh_pool(pass_mesh(p)), "VIRTUAL_HOST"), name))
		return;
	if (v.form == VIRTUAL_HOST_NEVER)
		pass_report(p, r, at, "istiod generates no virtual host \"%s\": they are called \"HOST:PORT\" or, inbound, \"inbound|http|PORT\"", name->text);
	else if (v.form == VIRTUAL_HOST_HOST && has_capital(v.host))
		report_capitals(p, r, at);
	else if (v.form == VIRTUAL_HOST_INBOUND && !is_for(patch, "SIDECAR_OUTBOUND") && !is_for(patch, "GATEWAY"))
		judge_inbound(p, r, at, v.port);
	else if (v.form == VIRTUAL_HOST_HOST && is_for(patch, "SIDECAR_OUTBOUND"))
		judge_outbound(p, r, at, &v);
}

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n && !mesh_merges_routes(pass_mesh(p)); n = node_next(n)) {
		const struct node *name = node_at(n, KEY_match, KEY_routeConfiguration, KEY_vhost, KEY_name, 0);

		if (is_matched(n) && node_text(name) && node_text(name)->len)
			judge(p, r, n, name);
	}
}

extern const struct page page_envoyfilter_unknown_virtual_host;

const struct rule rule_envoyfilter_unknown_virtual_host = {
	.notice = {
		.code     = "EF012",
		.name     = "envoyfilter-unknown-virtual-host",
		.summary  = "EnvoyFilter for a virtual host that istiod does not generate",
		.severity = SEVERITY_WARNING,
		.category = "extension",
		.fixable  = true,
		.page     = &page_envoyfilter_unknown_virtual_host,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
