/* A route leads to an ExternalName Service whose target is no service of the mesh. */
#include "lint/rule.h"
#include "rules/ports.h"
#include "world/anywhere.h"
#include "world/host.h"
#include "world/virtualservice.h"

#define ALIASES_SINCE 21 /* Istio 1.21: before, an ExternalName had a cluster of its own */

/* A host outside the cluster, which who writes the Service would declare where they write it. */
static bool is_undeclared_outside(const struct mesh *m, const struct service *s, const struct host_answer *a, const struct str *target)
{
	return a->truth == UNKNOWN && a->why == HOST_UNDESCRIBED && host_parse(m, target).form == HOST_FORM_OUTSIDE
		&& mesh_tells(m, SCOPE_HOSTS, s->ns) == YES && !anywhere_host(m, target);
}

/* The port of the target that istiod sends to, as far as the route and the Service tell it; 0: not. */
static uint32_t port_of(const struct destination *d, const struct service *s)
{
	return d->port > 0 ? (uint32_t)d->port : s->n_ports == 1 ? s->ports[0].number : 0;
}

/* Why Envoy has no cluster for the target, or NULL. */
static const char *fault_of(struct pass *p, const struct destination *d, const struct service *s, const struct str *target)
{
	struct host_answer a = mesh_host(pass_mesh(p), NULL, target, pass_scratch(p));
	uint32_t port = port_of(d, s);
	bool alias = true;

	if ((a.truth == NO && a.why != HOST_HIDDEN) || is_undeclared_outside(pass_mesh(p), s, &a, target))
		return "which no Service or ServiceEntry declares";
	if (a.truth != YES || a.why != HOST_EXACT)
		return NULL;
	for (size_t i = 0; i < a.seen.n; i++)
		alias &= a.seen.at[i]->resolution == RESOLUTION_ALIAS;
	if (alias)
		return "which is an ExternalName itself";
	return port && services_have_port(&a.seen, port) == NO ? arena_printf(pass_scratch(p), "which has no port %u", port) : NULL;
}

static void judge(struct pass *p, const struct destination *d)
{
	struct services all = destination_services(p, d);
	const struct service *s = all.n == 1 ? all.at[0] : NULL;
	const struct str *target;
	const char *fault;

	/* What is no host at all ("placeholder") a controller replaces. */
	if (!s || s->partial || s->resolution != RESOLUTION_ALIAS || !s->external_name || host_is_short(s->external_name))
		return;
	target = host_lower(pass_mesh(p), s->external_name);
	fault = fault_of(p, d, s, target);
	if (!fault)
		return;
	pass_report(p, d->vs->resource, d->host_node, "\"%s\" is an ExternalName for \"%s\", %s: Envoy has no cluster for it", d->text->text,
		s->external_name->text, fault);
	pass_note(p, s->resource, NULL, "the Service");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);
	uint32_t release = mesh_release(pass_mesh(p));

	for (size_t i = 0; vs && (!release || release >= ALIASES_SINCE) && i < vs->n_destinations; i++)
		if (vs->destinations[i].role == DESTINATION_ROUTE && !vs->destinations[i].idle)
			judge(p, &vs->destinations[i]);
}

extern const struct page page_virtualservice_undeclared_external_name;

const struct rule rule_virtualservice_undeclared_external_name = {
	.notice = {
		.code     = "VS038",
		.name     = "virtualservice-undeclared-external-name",
		.summary  = "Route to an ExternalName Service whose target is not declared",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_virtualservice_undeclared_external_name,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
