/* A webhook of Istio that calls a Service which does not exist. */
#include "keys.h"
#include "rules/webhooks.h"

/* Does the tree hold a Service of istiod, of any revision, in the namespace? */
static bool has_control_plane(const struct mesh *m, const struct str *ns)
{
	struct resources all = mesh_in(m, KIND_SERVICE, ns);

	for (size_t i = 0; i < all.n; i++)
		if (str_starts(all.at[i]->name, "istiod") || str_is(resource_label(all.at[i], "app"), "istiod"))
			return true;
	return false;
}

/* Outside of a closed world an installation that the tree does not show brings istiod's own Service. */
static enum truth is_there(const struct mesh *m, const struct str *ns, const struct str *name)
{
	enum truth t = mesh_has(m, KIND_SERVICE, ns, name);

	return t == NO && mesh_world(m) != WORLD_CLOSED && !has_control_plane(m, ns) ? UNKNOWN : t;
}

static void visit(struct pass *p, const struct resource *r)
{
	if (!webhooks_are_istios(r))
		return;
	for (const struct node *n = webhooks_first(r); n; n = node_next(n)) {
		const struct node *service = node_at(n, KEY_clientConfig, KEY_service, 0);
		const struct str *name = node_get_text(service, KEY_name), *ns = node_get_text(service, KEY_namespace);
		enum truth there = name && ns ? is_there(pass_mesh(p), ns, name) : YES;

		if (there == UNKNOWN)
			pass_undecided(p, ns, scope_name(SCOPE_HOSTS), scope_reason(SCOPE_HOSTS));
		if (there == NO)
			pass_report(p, r, node_get(service, KEY_name), "there is no Service \"%s\" in namespace \"%s\" to call",
				name->text, ns->text);
	}
}

extern const struct page page_webhook_unknown_service;

const struct rule rule_webhook_unknown_service = {
	.notice = {
		.code     = "WH002",
		.name     = "webhook-unknown-service",
		.summary  = "Webhook of Istio that calls a Service which does not exist",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0139",
		.category = "injection",
		.page     = &page_webhook_unknown_service,
	},
	.subjects = KIND_BIT(KIND_MUTATING_WEBHOOK) | KIND_BIT(KIND_VALIDATING_WEBHOOK),
	.visit   = visit,
};
