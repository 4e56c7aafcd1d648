/* One ALLOW policy allows everything, so that others for the same workload restrict nothing. */
#include "base/map.h"
#include "keys.h"
#include "rules/asked.h"
#include "rules/selectors.h"
#include "traffic/authorization.h"

#define MOST_ASKED 64   /* workloads of one policy; where it has more, less is found */
#define MOST_WEIGHED 64 /* policies of one workload that restrict it, likewise */

/* A rule without any condition: {}. */
static const struct node *open_rule(const struct access_policy *policy)
{
	for (const struct node *rule = policy->garbled ? NULL : node_first(policy->rules); rule; rule = node_next(rule))
		if (node_is_map(rule) && !rule->n)
			return rule;
	return NULL;
}

/* Those of the policies at a workload that are weighed here: what is found of one workload is so for all that are alike. */
struct weighed {
	const struct access_policy *restricting[MOST_WEIGHED];
	size_t n;
	struct map allowing; /* resource -> struct access_policy: of ALLOW, in force for certain */
};

static bool restricts(const struct access_policy *p)
{
	return !p->dry_run && !p->garbled && node_first(p->rules) && !open_rule(p);
}

static void weigh(const struct access_policies *all, struct arena *arena, struct weighed *out)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct access_policy *p = &all->at[i];

		if (p->applies != YES || p->action != POLICY_ALLOW)
			continue;
		*map_at(arena, &out->allowing, p->resource, NULL, NULL) = (void *)(uintptr_t)p;
		if (out->n < MOST_WEIGHED && restricts(p))
			out->restricting[out->n++] = p;
	}
}

static const struct weighed *weighed_at(struct pass *p, const struct access_policies *all)
{
	static const char question;
	struct kept *k = all->alike ? mesh_kept(pass_mesh(p), &question, all->alike, NULL) : NULL;
	struct weighed *out = k ? k->found : NULL;
	struct arena *arena = k ? k->arena : pass_scratch(p);

	if (out)
		return out;
	out = arena_new(arena, struct weighed);
	weigh(all, arena, out);
	if (k)
		k->found = out;
	return out;
}

/* A policy of ALLOW in force at the workload that restricts it, but for the open one; NULL. */
static const struct resource *restricting(const struct weighed *all, const struct resource *open)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->restricting[i]->resource != open && resource_together(open, all->restricting[i]->resource) == YES)
			return all->restricting[i]->resource;
	return NULL;
}

static bool judge(struct pass *p, const struct resource *r, const struct workload *w)
{
	struct access_policies all = workload_access_policies(pass_mesh(p), w, NULL, pass_scratch(p));
	const struct weighed *weighed = weighed_at(p, &all);
	const struct access_policy *own = map_get(&weighed->allowing, r, NULL, NULL);
	const struct node *rule = own ? open_rule(own) : NULL;
	const struct resource *other = rule ? restricting(weighed, r) : NULL;

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
