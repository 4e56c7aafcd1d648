/* A controller has written into the object that it cannot use it. */
#include <string.h>

#include "keys.h"
#include "lint/rule.h"

/* The conditions of Istio and of the Gateway API that tell of a fault when they are False. */
static const char *conditions_of(enum kind kind)
{
	switch (kind) {
	case KIND_SERVICE:
	case KIND_SERVICE_ENTRY:
	case KIND_WORKLOAD_ENTRY: return "istio.io/WaypointBound";
	case KIND_AUTHORIZATION_POLICY: return "ZtunnelAccepted WaypointAccepted";
	default: return "Accepted Programmed ResolvedRefs";
	}
}

static bool is_listed(const char *words, const struct str *type)
{
	for (size_t n; *words; words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		if (n == type->len && strncmp(words, type->text, n) == 0)
			return true;
	}
	return false;
}

static const char *text_of(const struct node *condition, uint32_t key)
{
	const struct str *text = node_get_text(condition, key);

	return text ? text->text : "";
}

static void judge(struct pass *p, const struct resource *r, const struct node *list)
{
	for (const struct node *c = node_first(list); c; c = node_next(c)) {
		const struct str *type = node_get_text(c, KEY_type), *status = node_get_text(c, KEY_status);
		const char *message = text_of(c, KEY_message);
		bool partly = str_is(type, "WaypointAccepted") && strcmp(text_of(c, KEY_reason), "PartiallyInvalid") == 0;

		if (!type || !is_listed(conditions_of(r->kind), type) || (!str_is(status, "False") && !partly))
			continue;
		pass_report(p, r, c, "%s is %s, for \"%s\"%s%s", type->text, status ? status->text : "unknown", text_of(c, KEY_reason),
			*message ? ": " : "", arena_strndup(pass_scratch(p), message, strcspn(message, "\r\n")));
	}
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *status = node_get(r->root, KEY_status), *parents = node_get(status, KEY_parents);

	judge(p, r, node_get(status, KEY_conditions));
	for (const struct node *parent = node_first(parents); parent; parent = node_next(parent))
		judge(p, r, node_get(parent, KEY_conditions));
}

extern const struct page page_object_negative_condition;

const struct rule rule_object_negative_condition = {
	.notice = {
		.code     = "OB002",
		.name     = "object-negative-condition",
		.summary  = "Object whose status reports a problem",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0171",
		.category = "objects",
		.page     = &page_object_negative_condition,
	},
	.subjects = KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_SERVICE_ENTRY)
		| KIND_BIT(KIND_WORKLOAD_ENTRY) | KIND_BIT(KIND_AUTHORIZATION_POLICY)
		| KIND_BIT(KIND_K8S_GATEWAY) | KIND_BIT(KIND_HTTP_ROUTE)
		| KIND_BIT(KIND_GRPC_ROUTE) | KIND_BIT(KIND_TLS_ROUTE)
		| KIND_BIT(KIND_TCP_ROUTE),
	.visit   = visit,
};
