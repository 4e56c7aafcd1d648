/* Delegation beyond one level. */
#include "rules/parts.h"

#include "keys.h"

static void visit(struct pass *p, const struct resource *vs)
{
	if (!part_is_unset(vs->spec, KEY_hosts))
		return;
	for (const struct node *n = node_first(node_get(vs->spec, KEY_http)); n; n = node_next(n))
		if (part_is_there(n, KEY_delegate))
			pass_report_key(p, vs, node_get(n, KEY_delegate),
				"a VirtualService without hosts is a delegate, and a delegate cannot delegate further");
}

extern const struct page page_virtualservice_nested_delegate;

const struct rule rule_virtualservice_nested_delegate = {
	.notice = {
		.code     = "IV056",
		.name     = "virtualservice-nested-delegate",
		.summary  = "A VirtualService that others delegate to delegates further",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-nested-delegate",
		.category = "validation",
		.page     = &page_virtualservice_nested_delegate,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
