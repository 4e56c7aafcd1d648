/* The names of Gateways in a VirtualService look as no Gateway is named. */
#include <string.h>

#include "keys.h"
#include "rules/gateways.h"

/* istiod stops at the first name without a namespace ("mesh" is one). */
static void judge(struct pass *p, const struct resource *vs, const struct node *list)
{
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		const struct str *text = node_text(n);
		const char *slash = text ? memchr(text->text, '/', text->len) : NULL;

		switch (text ? gateway_form(text) : GATEWAY_FORM_FINE) {
		case GATEWAY_FORM_BAD:
			pass_report(p, vs, n, "gateway \"%s\" is neither a name nor namespace/name", text->text);
			break;
		case GATEWAY_FORM_BAD_NAMESPACE:
			pass_report(p, vs, n, "gateway \"%s\" has \"%.*s\" before the slash; that must be the name of a namespace",
				text->text, (int)(slash - text->text), text->text);
			break;
		case GATEWAY_FORM_BAD_NAME:
			pass_report(p, vs, n, "gateway \"%s\" has \"%s\" after the slash; that must be the name of a Gateway", text->text, slash + 1);
			break;
		case GATEWAY_FORM_FINE:
			break;
		}
		if (text && !slash)
			return;
	}
}

static void visit(struct pass *p, const struct resource *vs)
{
	static const uint32_t protocols[] = { KEY_http, KEY_tcp, KEY_tls };

	judge(p, vs, node_get(vs->spec, KEY_gateways));
	for (size_t i = 0; i < 3; i++)
		for (const struct node *n = node_first(node_get(vs->spec, protocols[i])); n; n = node_next(n))
			for (const struct node *m = node_first(node_get(n, KEY_match)); m; m = node_next(m))
				judge(p, vs, node_get(m, KEY_gateways));
}

extern const struct page page_virtualservice_gateway_reference;

const struct rule rule_virtualservice_gateway_reference = {
	.notice = {
		.code     = "IV021",
		.name     = "virtualservice-gateway-reference",
		.summary  = "A VirtualService names a Gateway in a form that istiod rejects",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-gateway-reference",
		.category = "validation",
		.page     = &page_virtualservice_gateway_reference,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
