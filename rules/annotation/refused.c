/* Annotations that users must not set, and those that do not go with the object. */
#include "keys.h"
#include "rules/names.h"

static const struct node *find(const struct resource *r, const char *name)
{
	for (const struct node *n = node_first(r->annotations); n; n = node_next(n))
		if (str_is(n->key, name))
			return n;
	return NULL;
}

static void judge_dry_run(struct pass *p, const struct resource *r, const struct node *n)
{
	const struct str *action = node_get_text(r->spec, KEY_action);

	if (r->kind != KIND_AUTHORIZATION_POLICY)
		pass_report_key(p, r, n, "annotation \"%s\" is only for AuthorizationPolicies", n->key->text);
	else if (action && (str_is(action, "AUDIT") || str_is(action, "CUSTOM")))
		pass_report_key(p, r, n, "annotation \"%s\" is only for the actions ALLOW and DENY, not for %s", n->key->text, action->text);
}

static void visit(struct pass *p, const struct resource *r)
{
	static const char *const internal[] = {
		"internal.istio.io/webhook-always-reject", "internal.istio.io/parent-namespace", "internal.istio.io/parents",
	};
	const struct node *n = find(r, "istio.io/dry-run");

	if (n)
		judge_dry_run(p, r, n);
	for (size_t i = 0; i < sizeof internal / sizeof internal[0]; i++) {
		n = find(r, internal[i]);
		if (n)
			pass_report_key(p, r, n, "annotation \"%s\" is reserved for istiod", n->key->text);
	}
}

extern const struct page page_annotation_refused;

const struct rule rule_annotation_refused = {
	.notice = {
		.code     = "IV048",
		.name     = "annotation-refused",
		.summary  = "An annotation makes istiod reject the object",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-annotation",
		.category = "validation",
		.page     = &page_annotation_refused,
	},
	.subjects = KINDS_OF_WEBHOOK,
	.visit   = visit,
};
