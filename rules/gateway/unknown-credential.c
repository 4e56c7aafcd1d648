/* A server names a Secret that is not where the gateway runs. */
#include "lint/rule.h"
#include "rules/credentials.h"

static void judge(struct pass *p, const struct credential *c)
{
	const struct mesh *m = pass_mesh(p);
	const struct resource *r = c->server->gateway->resource;
	struct resources named = mesh_named(m, KIND_SECRET, c->name);
	enum truth there = mesh_has_secret(m, c->ns, c->name);

	if (there == UNKNOWN)
		pass_undecided(p, c->ns, scope_name(SCOPE_SECRETS), mesh_open_reason(m, SCOPE_SECRETS, c->ns));
	if (there != NO)
		return;
	pass_report(p, r, c->node, "there is no Secret \"%s\" in namespace \"%s\", where the gateway runs",
		c->name->text, c->ns->text);
	for (size_t i = 0; i < named.n; i++)
		pass_note(p, named.at[i], NULL, "namespace \"%s\" has one of this name", named.at[i]->ns->text);
}

static void visit(struct pass *p, const struct resource *r)
{
	credentials_visit(p, r, judge);
}

extern const struct page page_gateway_unknown_credential;

const struct rule rule_gateway_unknown_credential = {
	.notice = {
		.code     = "GW002",
		.name     = "gateway-unknown-credential",
		.summary  = "Gateway names a Secret that its workload does not find",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0101",
		.category = "security",
		.page     = &page_gateway_unknown_credential,
	},
	.subject = KIND_GATEWAY,
	.reads   = KIND_BIT(KIND_GATEWAY) | KIND_BIT(KIND_SECRET)
		| KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_POD),
	.visit   = visit,
};
