/* An accessLogging entry of a Telemetry has nobody to write to. */
#include "keys.h"
#include "lint/rule.h"
#include "rules/selectors.h"
#include "world/config.h"

/* Does the mesh name providers of its own? UNKNOWN where its configuration is not in the tree. */
static enum truth has_default(const struct mesh *m)
{
	const struct mesh_config *c = mesh_configuration(m);
	const struct node *list = node_get(c->default_providers, KEY_accessLogging);

	if (list && list->n)
		return YES;
	return c->ambiguous || mesh_closed(m, SCOPE_CONTROL_PLANE, NULL) != YES ? UNKNOWN : NO;
}

/* Is it the topmost: are there no Telemetry resources whose providers it takes over? */
static bool is_topmost(const struct mesh *m, const struct resource *r)
{
	return r->ns == mesh_root_namespace(m) && !policy_labels(r) && !policy_is_attached(r);
}

static void visit(struct pass *p, const struct resource *r)
{
	bool inherits = !is_topmost(pass_mesh(p), r), off;

	if (has_default(pass_mesh(p)) != NO)
		return;
	for (const struct node *e = node_first(node_get(r->spec, KEY_accessLogging)); e; e = node_next(e)) {
		const struct node *providers = node_get(e, KEY_providers);

		if (node_has(e, KEY_providers) && (!providers || providers->n)) {
			inherits = true;
			continue;
		}
		if (node_bool(node_get(e, KEY_disabled), &off) && off)
			continue;
		if (node_get(e, KEY_filter))
			pass_report(p, r, node_get(e, KEY_filter),
				"the filter has no effect, because this entry names no provider and the mesh has no default provider");
		else if (!inherits)
			pass_report(p, r, e, "no access log is written, because this entry names no provider and the mesh has no default provider");
	}
}

extern const struct page page_telemetry_access_log_without_provider;

const struct rule rule_telemetry_access_log_without_provider = {
	.notice = {
		.code     = "TM004",
		.name     = "telemetry-access-log-without-provider",
		.summary  = "Telemetry that turns on access logs without a provider",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0157",
		.category = "telemetry",
		.page     = &page_telemetry_access_log_without_provider,
	},
	.subject = KIND_TELEMETRY,
	.visit   = visit,
};
