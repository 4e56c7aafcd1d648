/* One ALLOW policy allows everything, so that others for the same workload restrict nothing. */
#include "keys.h"
#include "rules/asked.h"
#include "rules/selectors.h"
#include "traffic/authorization.h"

#define MOST_ASKED 64 /* workloads of one policy; where it has more, less is found */

/* A rule without any condition: {}. */
static const struct node *open_rule(const struct access_policy *policy)
{
	for (const struct node *rule = policy->garbled ? NULL : node_first(policy->rules); rule; rule = node_next(rule))
		if (node_is_map(rule) && !rule->n)
			return rule;
	return NULL;
}

/* A policy of ALLOW in force at the workload that restricts it, but for the open one; NULL. */
static const struct resource *restricting(const struct access_policies *all, const struct resource *open)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct access_policy *p = &all->at[i];

		if (p->resource != open && p->action == POLICY_ALLOW && p->applies == YES && !p->dry_run && !p->garbled && node_first(p->rules)
				&& !open_rule(p) && resource_together(open, p->resource) == YES)
			return p->resource;
	}
	return NULL;
}

static const struct access_policy *policy_of(const struct access_policies *all, const struct resource *r)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].resource == r && all->at[i].applies == YES && all->at[i].action == POLICY_ALLOW)
			return &all->at[i];
	return NULL;
}

static bool judge(struct pass *p, const struct resource *r, const struct workload *w)
{
	struct access_policies all = workload_access_policies(pass_mesh(p), w, NULL, pass_scratch(p));
	const struct access_policy *own = policy_of(&all, r);
	const struct node *rule = own ? open_rule(own) : NULL;
	const struct resource *other = rule ? restricting(&all, r) : NULL;

	if (!other)
		return false;
	pass_report(p, r, rule, "this rule allows every request to \"%s\", so AuthorizationPolicy \"%s\" restricts nothing", w->name->text, other->name->text);
	pass_note(p, other, node_get(other->spec, KEY_rules), "what it allows is allowed already");
	return true;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct str *action = node_get_text(r->spec, KEY_action);
	struct selection s;
	bool open = false;

	if (policy_only_watches(r))
		return;
	for (const struct node *rule = node_first(node_get(r->spec, KEY_rules)); rule; rule = node_next(rule))
		open |= !rule->n;
	s = open && (!action || str_is(action, "ALLOW")) ? policy_selection(p, r) : (struct selection){ .truth = UNKNOWN };
	for (size_t i = 0; i < s.n_sure && i < MOST_ASKED; i++)
		if (judge(p, r, s.at[i]))
			return;
}

extern const struct page page_authorization_open_beside;

const struct rule rule_authorization_open_beside = {
	.notice = {
		.code     = "AP013",
		.name     = "authorization-open-beside",
		.summary  = "AuthorizationPolicy allows everything beside one that restricts",
		.severity = SEVERITY_WARNING,
		.category = "security",
		.page     = &page_authorization_open_beside,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
