/* A Canary of Flagger names a workload or Gateway that does not exist. */
#include "keys.h"
#include "rules/canaries.h"
#include "rules/gateways.h"

static void judge_target(struct pass *p, const struct resource *r)
{
	const struct node *target = node_get(r->spec, KEY_targetRef), *name = node_get(target, KEY_name);
	const struct str *word = node_get_text(target, KEY_kind);
	enum kind kind = str_is(word, "DaemonSet") ? KIND_DAEMON_SET : KIND_DEPLOYMENT;

	if (!node_text(name) || !node_text(name)->len || (kind == KIND_DEPLOYMENT && !str_is(word, "Deployment"))
			|| mesh_has(pass_mesh(p), kind, r->ns, node_text(name)) != NO)
		return;
	if (r->ns->len)
		pass_report(p, r, name, "there is no %s \"%s\" in namespace \"%s\"", word->text, node_text(name)->text, r->ns->text);
	else
		pass_report(p, r, name, "there is no %s \"%s\"", word->text, node_text(name)->text);
}

/* The names go into a VirtualService of the Canary's namespace as they are. */
static void judge_gateway(struct pass *p, const struct resource *r, const struct node *at)
{
	struct gateway_ref ref;

	if (!node_text(at) || !node_text(at)->len)
		return;
	ref = gateway_resolve(pass_mesh(p), r->ns, node_text(at));
	ref.node = at;
	gateway_report_unknown(p, r, &ref);
}

static void visit(struct pass *p, const struct resource *r)
{
	if (!canary_is_istios(r))
		return;
	judge_target(p, r);
	for (const struct node *n = node_first(node_get(node_get(r->spec, KEY_service), KEY_gateways)); n; n = node_next(n))
		judge_gateway(p, r, n);
}

extern const struct page page_rollout_unknown_target;

const struct rule rule_rollout_unknown_target = {
	.notice = {
		.code     = "RO005",
		.name     = "rollout-unknown-target",
		.summary  = "Canary names a workload or Gateway that does not exist",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.fixable  = true,
		.page     = &page_rollout_unknown_target,
	},
	.subject = KIND_CANARY,
	.visit   = visit,
};
