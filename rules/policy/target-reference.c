/* Kinds of targets that policies can be attached to. */
#include "rules/parts.h"

#include <string.h>

#include "keys.h"

static bool is_known(const struct str *group, const struct str *kind)
{
	static const struct { const char *group, *kind; } known[] = {
		{ "", "Service" }, { "core", "Service" }, { "networking.istio.io", "ServiceEntry" },
		{ "gateway.networking.k8s.io", "Gateway" }, { "gateway.networking.k8s.io", "GatewayClass" },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(group ? group->text : "", known[i].group) == 0 && str_is(kind, known[i].kind))
			return true;
	return false;
}

static void judge(struct pass *p, const struct resource *policy, const struct node *target)
{
	const struct str *group = node_get_text(target, KEY_group), *kind = node_get_text(target, KEY_kind);

	if (!kind || (!group && node_has(target, KEY_group)) || is_known(group, kind))
		return;
	pass_report(p, policy, node_get(target, KEY_kind),
		"a policy cannot target a %s of group \"%s\", only a Service, ServiceEntry, Gateway or GatewayClass",
		kind->text, group ? group->text : "");
}

static void visit(struct pass *p, const struct resource *policy)
{
	judge(p, policy, node_get(policy->spec, KEY_targetRef));
	for (const struct node *n = node_first(node_get(policy->spec, KEY_targetRefs)); n; n = node_next(n))
		judge(p, policy, n);
}

extern const struct page page_policy_target_reference;

const struct rule rule_policy_target_reference = {
	.notice = {
		.code     = "IV047",
		.name     = "policy-target-reference",
		.summary  = "A policy targets a kind of object that Istio does not accept",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-target-reference",
		.category = "validation",
		.page     = &page_policy_target_reference,
	},
	.subjects = KIND_BIT(KIND_AUTHORIZATION_POLICY) | KIND_BIT(KIND_REQUEST_AUTHENTICATION)
		| KIND_BIT(KIND_TELEMETRY) | KIND_BIT(KIND_WASM_PLUGIN) | KIND_BIT(KIND_TRAFFIC_EXTENSION),
	.visit   = visit,
};
