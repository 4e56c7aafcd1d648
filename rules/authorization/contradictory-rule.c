/* Two conditions of a rule exclude each other, so that it takes nothing. */
#include <string.h>

#include "keys.h"
#include "rules/asked.h"
#include "traffic/contradiction.h"

/* The policy that is judged. */
struct judged {
	struct pass *p;
	const struct resource *policy;
};

static void report(void *context, const struct contradiction *found)
{
	const struct judged *j = context;

	if (strcmp(found->one_name, found->other_name) == 0)
		pass_report_key(j->p, j->policy, found->other, "no request meets both conditions on \"%s\", so this %s matches nothing", found->one_name, found->part_name);
	else
		pass_report_key(j->p, j->policy, found->other, "no request meets both \"%s\" and \"%s\", so this %s matches nothing",
			found->one_name, found->other_name, found->part_name);
	pass_note(j->p, j->policy, found->one, "this excludes it");
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct resources all = mesh_of(m, KIND_AUTHORIZATION_POLICY);
	struct contradictions c = { 0 };
	bool denies;

	for (size_t i = 0; i < all.n; i++) {
		struct judged j = { p, all.at[i] };

		if (!policy_decides(all.at[i], &denies))
			continue;
		for (const struct node *rule = node_first(node_get(all.at[i]->spec, KEY_rules)); rule; rule = node_next(rule))
			rule_contradictions(&c, m, all.at[i], rule, pass_scratch(p), report, &j);
	}
	if (c.census)
		census_release(c.census);
}

extern const struct page page_authorization_contradictory_rule;

const struct rule rule_authorization_contradictory_rule = {
	.notice = {
		.code     = "AP018",
		.name     = "authorization-contradictory-rule",
		.summary  = "AuthorizationPolicy rule whose conditions exclude each other",
		.severity = SEVERITY_ERROR,
		.category = "security",
		.page     = &page_authorization_contradictory_rule,
	},
	.reads   = KIND_BIT(KIND_AUTHORIZATION_POLICY),
	.survey  = survey,
};
