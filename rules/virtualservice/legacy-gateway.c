/* The old form of a Gateway's name, with dots in place of a namespace and a slash. */
#include "rules/parts.h"

#include <string.h>

#include "keys.h"

static void judge(struct pass *p, const struct resource *vs, const struct node *list)
{
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		const struct str *text = node_text(n);
		const char *dot = text ? memchr(text->text, '.', text->len) : NULL;
		size_t name, ns;

		if (!text || memchr(text->text, '/', text->len))
			continue;
		if (!dot)
			return;
		name = (size_t)(dot - text->text);
		ns = strcspn(dot + 1, ".");
		pass_report(p, vs, n, "gateway \"%s\" is written in an old form; write \"%.*s/%.*s\"",
			text->text, (int)ns, dot + 1, (int)name, text->text);
		pass_fix(p, n, "%.*s/%.*s", (int)ns, dot + 1, (int)name, text->text);
		return;
	}
}

/* Elsewhere istiod loses the warning. */
static void visit(struct pass *p, const struct resource *vs)
{
	judge(p, vs, node_get(vs->spec, KEY_gateways));
	for (const struct node *n = node_first(node_get(vs->spec, KEY_tls)); n; n = node_next(n))
		for (const struct node *m = node_first(node_get(n, KEY_match)); m; m = node_next(m))
			judge(p, vs, node_get(m, KEY_gateways));
}

extern const struct page page_virtualservice_legacy_gateway;

const struct rule rule_virtualservice_legacy_gateway = {
	.notice = {
		.code     = "IV022",
		.name     = "virtualservice-legacy-gateway",
		.summary  = "A VirtualService names a Gateway by an old form of its name",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0133",
		.former   = "validation-legacy-gateway",
		.category = "validation",
		.fixable  = true,
		.page     = &page_virtualservice_legacy_gateway,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
