/* A policy lets in callers by an identity that none of them has, for their pods are not in the mesh. */
#include "keys.h"
#include "rules/accounts.h"
#include "world/workload.h"

static void judge(struct pass *p, const struct resource *r, const struct account *a)
{
	const struct mesh *m = pass_mesh(p);
	const struct workload *one = account_workload(m, a->ns, a->name);

	if (a->excluded || !one || mesh_captured(m, one) != NO
			|| mesh_closed(m, SCOPE_WORKLOADS, a->ns) != YES || mesh_workloads_open(m, a->ns))
		return;
	pass_report(p, r, a->node, "no pod of the service account \"%s\" in \"%s\" has a proxy, so no request has this identity", a->name->text, a->ns->text);
	pass_note(p, one->resource, one->at, "it runs as this account");
}

/* Only where the identity is what lets in: a DENY that never matches is another fault. */
static void visit(struct pass *p, const struct resource *r)
{
	const struct str *action = node_get_text(r->spec, KEY_action);

	if (!action || str_is(action, "ALLOW"))
		accounts_each(p, r, judge);
}

extern const struct page page_authorization_account_without_proxy;

const struct rule rule_authorization_account_without_proxy = {
	.notice = {
		.code     = "AP004",
		.name     = "authorization-account-without-proxy",
		.summary  = "AuthorizationPolicy allows a service account whose pods are not in the mesh",
		.severity = SEVERITY_WARNING,
		.category = "security",
		.page     = &page_authorization_account_without_proxy,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
