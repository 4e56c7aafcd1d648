/* A Rollout names a subset that its DestinationRule does not define. */
#include "keys.h"
#include "rules/rollouts.h"
#include "rules/subsets.h"
#include "world/destinationrule.h"

static void judge(struct pass *p, const struct resource *r, const struct destinationrule *rule, const struct node *at)
{
	if (!node_text(at) || !node_text(at)->len || destinationrule_subset(rule, node_text(at)))
		return;
	pass_report(p, r, at, "DestinationRule \"%s\" has no subset \"%s\"%s", rule->resource->name->text, node_text(at)->text, subset_names(p, rule));
	pass_note(p, rule->resource, NULL, "the DestinationRule");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *named = node_get(rollout_istio(r), KEY_destinationRule);
	const struct resource *found = rollout_rule(p, r);
	const struct destinationrule *rule = found ? destinationrule_of(pass_mesh(p), found) : NULL;

	if (!rule || (node_has(found->spec, KEY_subsets) && !node_get(found->spec, KEY_subsets)))
		return;
	judge(p, r, rule, node_get(named, KEY_canarySubsetName));
	judge(p, r, rule, node_get(named, KEY_stableSubsetName));
}

extern const struct page page_rollout_undefined_subset;

const struct rule rule_rollout_undefined_subset = {
	.notice = {
		.code     = "RO003",
		.name     = "rollout-undefined-subset",
		.summary  = "Rollout names a subset that its DestinationRule does not define",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_rollout_undefined_subset,
	},
	.subject = KIND_ROLLOUT,
	.visit   = visit,
};
