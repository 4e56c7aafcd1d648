/* Sources and operations of an ALLOW policy that a dash too many has made two rules. */
#include "keys.h"
#include "rules/asked.h"
#include "rules/parts.h"

/* Has the rule this part alone? */
static bool has_only(const struct node *rule, uint32_t part)
{
	static const uint32_t all[] = { KEY_from, KEY_to, KEY_when };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i] == part ? !node_first(node_get(rule, part)) : part_is_there(rule, all[i]))
			return false;
	return true;
}

/*
 * May it be meant for everybody? Paths alone often are: those of health checks and of the login. So are reads of some paths. Methods and ports of
 * a workload hardly are, beside sources that may do anything.
 */
static bool may_be_public(const struct node *to)
{
	for (const struct node *item = node_first(to); item; item = node_next(item)) {
		const struct node *operation = node_get(item, KEY_operation), *methods = node_get(operation, KEY_methods);
		bool writes = part_is_set(operation, KEY_ports) && !part_is_set(operation, KEY_paths);

		for (const struct node *m = node_first(methods); m; m = node_next(m))
			writes |= !str_is(node_text(m), "GET") && !str_is(node_text(m), "HEAD") && !str_is(node_text(m), "OPTIONS");
		if (!writes)
			return true;
	}
	return false;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct str *action = node_get_text(r->spec, KEY_action);
	const struct node *first = node_first(node_get(r->spec, KEY_rules)), *second = node_next(first), *third = node_next(second);

	if ((action && !str_is(action, "ALLOW")) || policy_only_watches(r) || !has_only(first, KEY_from) || !has_only(second, KEY_to)
			|| (third && (!has_only(third, KEY_when) || node_next(third))) || may_be_public(node_get(second, KEY_to)))
		return;
	pass_report_key(p, r, node_get(second, KEY_to), "\"to\" is in a rule of its own, so it allows these operations from any source, and the rule before it allows its sources everything");
	pass_note(p, r, node_get(first, KEY_from), "the sources");
}

extern const struct page page_authorization_split_rule;

const struct rule rule_authorization_split_rule = {
	.notice = {
		.code     = "AP008",
		.name     = "authorization-split-rule",
		.summary  = "AuthorizationPolicy has sources and operations in two rules",
		.severity = SEVERITY_WARNING,
		.category = "security",
		.page     = &page_authorization_split_rule,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
