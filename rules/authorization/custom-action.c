/* Conditions that an AuthorizationPolicy with action CUSTOM cannot have. */
#include "rules/parts.h"

#include "keys.h"

static void judge_source(struct pass *p, const struct resource *policy, const struct node *source)
{
	static const uint32_t fields[] = {
		KEY_namespaces, KEY_notNamespaces, KEY_serviceAccounts, KEY_notServiceAccounts, KEY_trustDomains, KEY_notTrustDomains,
		KEY_principals, KEY_notPrincipals, KEY_requestPrincipals, KEY_notRequestPrincipals,
	};

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if (part_is_set(source, fields[i]))
			pass_report_key(p, policy, node_get(source, fields[i]), "\"%s\" cannot be combined with action CUSTOM",
				node_get(source, fields[i])->key->text);
}

static void judge_condition(struct pass *p, const struct resource *policy, const struct node *condition)
{
	static const char *const names[] = { "source.namespace", "source.serviceAccount", "source.trustDomain", "source.principal" };
	const struct str *key = node_get_text(condition, KEY_key);
	bool refused = str_starts(key, "request.auth.");

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		refused |= str_is(key, names[i]);
	if (refused)
		pass_report(p, policy, node_get(condition, KEY_key), "a condition on \"%s\" cannot be combined with action CUSTOM", key->text);
}

static void visit(struct pass *p, const struct resource *policy)
{
	if (!part_is(policy->spec, KEY_action, "CUSTOM"))
		return;
	for (const struct node *n = node_first(node_get(policy->spec, KEY_rules)); n; n = node_next(n)) {
		for (const struct node *from = node_first(node_get(n, KEY_from)); from; from = node_next(from))
			judge_source(p, policy, node_get(from, KEY_source));
		for (const struct node *when = node_first(node_get(n, KEY_when)); when; when = node_next(when))
			judge_condition(p, policy, when);
	}
}

extern const struct page page_authorization_custom_action;

const struct rule rule_authorization_custom_action = {
	.notice = {
		.code     = "IV044",
		.name     = "authorization-custom-action",
		.summary  = "A policy with action CUSTOM uses conditions that are not allowed for it",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-custom-action",
		.category = "validation",
		.page     = &page_authorization_custom_action,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
