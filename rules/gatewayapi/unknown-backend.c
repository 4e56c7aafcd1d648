/* A route leads to a Service, or to a port of one, that there is not. */
#include <string.h>

#include "keys.h"
#include "rules/backends.h"
#include "rules/hosts.h"
#include "rules/ports.h"
#include "world/attached.h"

/* A name with a dot lets istiod make nothing of the whole route (conversion.go buildDestination). */
static bool judge_name(struct pass *p, const struct resource *r, const struct node *ref)
{
	const struct str *ns, *name = node_get_text(ref, KEY_name);

	if (!backend_host(pass_mesh(p), r, ref, &ns) || !ns || !strchr(name->text, '.'))
		return true;
	pass_report(p, r, node_get(ref, KEY_name), "\"%s\" is a host, not the name of a Service, so the whole route is ignored", name->text);
	return false;
}

static void judge(struct pass *p, const struct resource *r, const struct node *ref)
{
	struct destination d;
	struct services seen;
	const char *ns = (node_get(ref, KEY_namespace) ? node_get_text(ref, KEY_namespace) : r->ns)->text;

	if (!judge_name(p, r, ref) || !backend_service(p, r, ref, &d))
		return;
	if (host_judge(p, r, d.host, d.host).fault == HOST_FAULT_UNKNOWN) {
		pass_report(p, r, d.host_node, "there is no Service \"%s\"%s%s%s", d.text->text, *ns ? " in namespace \"" : "", ns, *ns ? "\"" : "");
		return;
	}
	seen = destination_services(p, &d);
	if (d.port <= 0 || !seen.n || services_have_port(&seen, (uint32_t)d.port) != NO)
		return;
	pass_report(p, r, d.port_node, "\"%s\" has no port %lld, only %s", d.text->text, (long long)d.port, services_port_list(p, &seen));
	pass_note(p, seen.at[0]->resource, NULL, "the Service");
}

static void visit(struct pass *p, const struct resource *r)
{
	backends_each(p, r, judge);
}

extern const struct page page_gatewayapi_unknown_backend;

const struct rule rule_gatewayapi_unknown_backend = {
	.notice = {
		.code     = "GA003",
		.name     = "gatewayapi-unknown-backend",
		.summary  = "Route to a Service that does not exist, or to a port that it does not have",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA1402",
		.category = "routing",
		.page     = &page_gatewayapi_unknown_backend,
	},
	.subjects = KINDS_OF_ROUTES,
	.visit    = visit,
};
