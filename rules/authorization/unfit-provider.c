/* An AuthorizationPolicy asks a provider that authorizes nothing. */
#include "keys.h"
#include "lint/rule.h"
#include "rules/providers.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *at = node_at(r->spec, KEY_provider, KEY_name, 0);
	const struct str *name = node_text(at);
	const struct provider *provider = name ? mesh_provider(pass_mesh(p), name) : NULL;

	if (!provider || provider_does(provider, PROVIDER_AUTHORIZES) || !str_is(node_get_text(r->spec, KEY_action), "CUSTOM")
			|| !node_first(node_get(r->spec, KEY_rules)) || str_is(resource_annotation(r, "istio.io/dry-run"), "true"))
		return;
	pass_report(p, r, at, "provider \"%s\" has the kind \"%s\", which is not an external authorizer: requests that match the rules are denied",
		name->text, provider->kind->text);
	if (provider->resource)
		pass_note(p, provider->resource, provider->node, "the provider");
}

extern const struct page page_authorization_unfit_provider;

const struct rule rule_authorization_unfit_provider = {
	.notice = {
		.code     = "AP021",
		.name     = "authorization-unfit-provider",
		.summary  = "AuthorizationPolicy names a provider that is not an external authorizer",
		.severity = SEVERITY_ERROR,
		.category = "security",
		.page     = &page_authorization_unfit_provider,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
