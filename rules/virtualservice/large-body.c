/* Large bodies of direct responses, which go to every proxy with each configuration. */
#include "rules/parts.h"

#include "keys.h"

#define LARGE (100u << 10)
#define MOST  (1u << 20) /* beyond which istiod refuses the object */

static void visit(struct pass *p, const struct resource *vs)
{
	for (const struct node *n = node_first(node_get(vs->spec, KEY_http)); n; n = node_next(n)) {
		const struct node *body = node_at(n, KEY_directResponse, KEY_body, 0);
		const struct str *text = node_get_text(body, KEY_string), *bytes = node_get_text(body, KEY_bytes);
		size_t size = text ? text->len : bytes ? bytes->len / 4 * 3 : 0;

		if (bytes && !text)
			size -= (size_t)(str_ends(bytes, "=")) + (size_t)(str_ends(bytes, "=="));
		if (size > LARGE && size <= MOST)
			pass_report_key(p, vs, text ? node_get(body, KEY_string) : node_get(body, KEY_bytes),
				"the body has %zu bytes; a body of more than %u bytes slows the control plane down", size, LARGE);
	}
}

extern const struct page page_virtualservice_large_body;

const struct rule rule_virtualservice_large_body = {
	.notice = {
		.code     = "IV029",
		.name     = "virtualservice-large-body",
		.summary  = "A direct response has a body of more than 100 KiB",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0133",
		.former   = "validation-large-body",
		.category = "validation",
		.page     = &page_virtualservice_large_body,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
