/* The values of AuthorizationPolicies, gone through. */
#include "rules/asked.h"

#include <string.h>

#include "keys.h"

const struct asked_property asked_principal = { KEY_source, KEY_principals, KEY_notPrincipals, "source.principal" };
const struct asked_property asked_namespace = { KEY_source, KEY_namespaces, KEY_notNamespaces, "source.namespace" };
const struct asked_property asked_account = { KEY_source, KEY_serviceAccounts, KEY_notServiceAccounts, "source.serviceAccount" };
const struct asked_property asked_request_principal = { KEY_source, KEY_requestPrincipals, KEY_notRequestPrincipals, "request.auth.principal" };

struct asking {
	struct pass *pass;
	const struct resource *policy;
	const struct node *rule;
	const void *with;
	void (*judge)(struct pass *p, const struct resource *policy, const struct asked_value *value, const void *with);
};

static void ask(const struct asking *x, const struct node *list, const struct str *key, bool excluded)
{
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		struct asked_value v = { x->rule, list, n, node_text(n), key, excluded };

		if (v.text)
			x->judge(x->pass, x->policy, &v, x->with);
	}
}

static void ask_parts(const struct asking *x, const struct asked_property *property)
{
	uint32_t side = property->part == KEY_source ? KEY_from : KEY_to;

	for (const struct node *item = node_first(node_get(x->rule, side)); item; item = node_next(item)) {
		const struct node *part = node_get(item, property->part);

		ask(x, node_get(part, property->values), NULL, false);
		ask(x, node_get(part, property->negated), NULL, true);
	}
}

static bool is_key(const struct str *key, const char *wanted)
{
	return wanted[strlen(wanted) - 1] == '[' ? str_starts(key, wanted) : str_is(key, wanted);
}

static void ask_conditions(const struct asking *x, const char *wanted)
{
	for (const struct node *when = node_first(node_get(x->rule, KEY_when)); when; when = node_next(when)) {
		const struct str *key = node_get_text(when, KEY_key);

		if (!key || !is_key(key, wanted))
			continue;
		ask(x, node_get(when, KEY_values), key, false);
		ask(x, node_get(when, KEY_notValues), key, true);
	}
}

void asked_each(struct pass *p, const struct resource *policy, const struct asked_property *property, const void *with,
	void (*judge)(struct pass *p, const struct resource *policy, const struct asked_value *value, const void *with))
{
	struct asking x = { .pass = p, .policy = policy, .with = with, .judge = judge };

	for (x.rule = node_first(node_get(policy->spec, KEY_rules)); x.rule; x.rule = node_next(x.rule)) {
		if (property->part)
			ask_parts(&x, property);
		if (property->key)
			ask_conditions(&x, property->key);
	}
}

void asked_of_tokens_each(struct pass *p, const struct resource *policy, const void *with,
	void (*judge)(struct pass *p, const struct resource *policy, const struct asked_value *value, const void *with))
{
	static const struct asked_property others[] = {
		{ .key = "request.auth.audiences" }, { .key = "request.auth.presenter" }, { .key = "request.auth.claims[" },
	};

	asked_each(p, policy, &asked_request_principal, with, judge);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		asked_each(p, policy, &others[i], with, judge);
}

void asked_of_identities_each(struct pass *p, const struct resource *policy, const void *with,
	void (*judge)(struct pass *p, const struct resource *policy, const struct asked_value *value, const void *with))
{
	static const struct asked_property *const identities[] = { &asked_principal, &asked_namespace, &asked_account };

	for (size_t i = 0; i < sizeof identities / sizeof *identities; i++)
		asked_each(p, policy, identities[i], with, judge);
}

static void find(struct pass *p, const struct resource *policy, const struct asked_value *value, const void *with)
{
	(void)p;
	(void)policy;
	(void)value;
	*(bool *)(uintptr_t)with = true;
}

bool policy_asks_of_tokens(struct pass *p, const struct resource *policy)
{
	bool asks = false;

	asked_of_tokens_each(p, policy, &asks, find);
	return asks;
}

bool policy_asks_of_identities(struct pass *p, const struct resource *policy)
{
	bool asks = false;

	asked_of_identities_each(p, policy, &asks, find);
	return asks;
}

const char *asked_in_vain(const struct asked_value *value, bool denies)
{
	if (value->node != node_first(value->list) || (value->excluded && !denies))
		return NULL;
	if (value->excluded)
		return "always matches";
	return denies ? "never matches, so it denies nothing" : "never matches, so it allows nothing";
}

bool policy_decides(const struct resource *policy, bool *denies)
{
	const struct str *action = node_get_text(policy->spec, KEY_action);

	*denies = str_is(action, "DENY");
	return (!action || *denies || str_is(action, "ALLOW")) && !policy_only_watches(policy);
}

bool policy_only_watches(const struct resource *policy)
{
	return str_is(node_get_text(policy->spec, KEY_action), "AUDIT") || str_is(resource_annotation(policy, "istio.io/dry-run"), "true");
}
