/* An AuthorizationPolicy asks an authorizer that the mesh configuration does not have. */
#include "keys.h"
#include "lint/rule.h"
#include "world/config.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct node *at = node_at(r->spec, KEY_provider, KEY_name, 0);
	const struct str *name = node_text(at);
	enum truth has;

	if (!str_is(node_get_text(r->spec, KEY_action), "CUSTOM") || !name || !name->len
			|| !node_first(node_get(r->spec, KEY_rules)) || str_is(resource_annotation(r, "istio.io/dry-run"), "true"))
		return;
	has = mesh_has_provider(m, name);
	if (has == NO)
		pass_report(p, r, at, "the mesh configuration has no provider \"%s\": requests that match the rules are denied",
			name->text);
	else if (has == UNKNOWN)
		pass_undescribed(p, SCOPE_CONTROL_PLANE, r->ns);
}

extern const struct page page_authorization_unknown_provider;

const struct rule rule_authorization_unknown_provider = {
	.notice = {
		.code     = "AP020",
		.name     = "authorization-unknown-provider",
		.summary  = "AuthorizationPolicy names a provider that does not exist",
		.severity = SEVERITY_ERROR,
		.category = "security",
		.page     = &page_authorization_unknown_provider,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
