/* Attributes of conditions and their values. Source: istiod's pkg/config/security. */
#include "rules/parts.h"

#include <string.h>

#include "keys.h"
#include "type/text.h"

enum form { FORM_TEXT, FORM_MAP, FORM_ADDRESS, FORM_PORT, FORM_ACCOUNT, FORM_WILD, FORM_GONE };

static const struct attribute {
	const char *name;
	bool prefix; /* and whatever follows */
	enum form form;
	const char *instead;
} attributes[] = {
	{ "request.headers", true, FORM_MAP, NULL },
	{ "source.ip", false, FORM_ADDRESS, NULL },
	{ "remote.ip", false, FORM_ADDRESS, NULL },
	{ "source.namespace", false, FORM_TEXT, NULL },
	{ "source.serviceAccount", false, FORM_ACCOUNT, NULL },
	{ "source.principal", false, FORM_TEXT, NULL },
	{ "source.trustDomain", false, FORM_WILD, NULL },
	{ "request.auth.principal", false, FORM_TEXT, NULL },
	{ "request.auth.audiences", false, FORM_TEXT, NULL },
	{ "request.auth.presenter", false, FORM_TEXT, NULL },
	{ "request.auth.claims", true, FORM_MAP, NULL },
	{ "destination.ip", false, FORM_ADDRESS, NULL },
	{ "destination.port", false, FORM_PORT, NULL },
	{ "connection.sni", false, FORM_TEXT, NULL },
	{ "experimental.envoy.filters.", true, FORM_MAP, NULL },
	{ "destination.namespace", false, FORM_GONE, "the policy's own namespace" },
	{ "destination.labels", true, FORM_GONE, "the policy's selector" },
	{ "destination.name", false, FORM_GONE, "the policy's selector" },
	{ "destination.user", false, FORM_GONE, "the policy's selector" },
};

static const struct attribute *find(const struct str *key)
{
	for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++)
		if (attributes[i].prefix ? str_starts(key, attributes[i].name) : str_is(key, attributes[i].name))
			return &attributes[i];
	return NULL;
}

/* name[part] */
static bool is_map_key(const struct str *key)
{
	const char *open = memchr(key->text, '[', key->len);

	return open && open > key->text && str_ends(key, "]") && (size_t)(open - key->text) < key->len - 2;
}

/* At most one wildcard, at one end. */
static bool is_wild(const struct str *text)
{
	const char *star = memchr(text->text, '*', text->len);

	return !star || (!strchr(star + 1, '*') && (star == text->text || !star[1]));
}

/* What the value must be and is not, or NULL. */
static const char *fault(enum form form, const struct str *text)
{
	if (!text->len)
		return "must not be empty";
	switch (form) {
	case FORM_ADDRESS:
		return text_is_address_block(text->text, text->len) ? NULL : "must be an IP address or a CIDR block";
	case FORM_PORT:
		return text_is_port(text->text, text->len) ? NULL : "must be a port number";
	case FORM_ACCOUNT:
		return text_is_service_account(text->text, text->len) ? NULL : "must be a service account, or its namespace, \"/\" and a service account";
	case FORM_WILD:
		return is_wild(text) ? NULL : "must have at most one \"*\", at one end";
	default:
		return NULL;
	}
}

static void judge_values(struct pass *p, const struct resource *policy, const struct node *values, const struct attribute *a)
{
	for (const struct node *n = node_first(values); n; n = node_next(n)) {
		const char *why = node_text(n) ? fault(a->form, node_text(n)) : NULL;

		if (why)
			pass_report(p, policy, n, "\"%s\" is not a valid value of \"%s\"; it %s", node_text(n)->text, a->name, why);
	}
}

static void judge(struct pass *p, const struct resource *policy, const struct node *condition)
{
	const struct node *at = node_get(condition, KEY_key);
	const struct str *key = node_text(at);
	const struct attribute *a = key ? find(key) : NULL;

	if (!key || !key->len)
		return;
	if (!a)
		pass_report(p, policy, at, "there is no attribute \"%s\"", key->text);
	else if (a->form == FORM_GONE)
		pass_report(p, policy, at, "attribute \"%s\" was removed; use %s", key->text, a->instead);
	else if (a->form == FORM_MAP && !is_map_key(key))
		pass_report(p, policy, at, "attribute \"%s\" needs a name in brackets, as in \"request.headers[x]\"", key->text);
	else {
		judge_values(p, policy, node_get(condition, KEY_values), a);
		judge_values(p, policy, node_get(condition, KEY_notValues), a);
	}
}

static void visit(struct pass *p, const struct resource *policy)
{
	for (const struct node *n = node_first(node_get(policy->spec, KEY_rules)); n; n = node_next(n))
		for (const struct node *when = node_first(node_get(n, KEY_when)); when; when = node_next(when))
			judge(p, policy, when);
}

extern const struct page page_authorization_condition_attribute;

const struct rule rule_authorization_condition_attribute = {
	.notice = {
		.code     = "IV045",
		.name     = "authorization-condition-attribute",
		.summary  = "A condition has an unknown attribute, or an invalid value for it",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-condition-attribute",
		.category = "validation",
		.page     = &page_authorization_condition_attribute,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
