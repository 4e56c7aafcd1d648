/* An AuthorizationPolicy is for no workload. */
#include "keys.h"
#include "rules/selectors.h"
#include "world/workload.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct node *selector;

	if (policy_labels(r)) {
		selector_report_idle(p, r);
		return;
	}
	selector = node_get(r->spec, KEY_selector);
	if (policy_is_attached(r) || r->ns == mesh_root_namespace(m) || node_has(selector, KEY_matchLabels)
			|| node_has(r->spec, KEY_targetRefs))
		return;
	if (mesh_select(m, r->ns, NULL, pass_scratch(p)).truth == NO)
		pass_report(p, r, NULL, "namespace \"%s\" has no workload", r->ns->text);
}

extern const struct page page_authorization_selector_without_workload;

const struct rule rule_authorization_selector_without_workload = {
	.notice = {
		.code     = "AP002",
		.name     = "authorization-selector-without-workload",
		.summary  = "AuthorizationPolicy that selects no workload",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0127 KIA0004",
		.category = "security",
		.page     = &page_authorization_selector_without_workload,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
