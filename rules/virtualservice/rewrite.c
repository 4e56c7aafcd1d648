/* Rewrites that do not go with their match, or with each other. */
#include "rules/parts.h"

#include <strings.h>

#include "keys.h"

static void judge_prefix(struct pass *p, const struct resource *vs, const struct node *route)
{
	const struct node *redirect = node_get(route, KEY_redirect);

	if (!part_is_set(redirect, KEY_prefixRewrite))
		return;
	for (const struct node *m = node_first(node_get(route, KEY_match)); m; m = node_next(m)) {
		const struct node *uri = node_get(m, KEY_uri);

		if (!uri || node_has(uri, KEY_prefix))
			continue;
		pass_report(p, vs, node_get(redirect, KEY_prefixRewrite),
			"prefixRewrite works only with matches of the path by prefix, but this route has another match");
		pass_note(p, vs, uri, "the path is matched here");
		return;
	}
}

static bool is_authority(const struct str *name)
{
	return strcasecmp(name->text, ":authority") == 0 || strcasecmp(name->text, "host") == 0;
}

static void judge_authority(struct pass *p, const struct resource *vs, const struct node *route)
{
	static const uint32_t operations[] = { KEY_set, KEY_add };
	const struct node *request = node_at(route, KEY_headers, KEY_request, 0);
	const struct node *first = part_is_set(node_get(route, KEY_rewrite), KEY_authority)
		? node_at(route, KEY_rewrite, KEY_authority, 0) : NULL;

	for (size_t i = 0; i < 2; i++)
		for (const struct node *n = node_first(node_get(request, operations[i])); n; n = node_next(n)) {
			if (!is_authority(n->key))
				continue;
			if (first) {
				pass_report_key(p, vs, n, "the authority is changed twice");
				pass_note(p, vs, first, "it becomes \"%s\" here", node_text(first)->text);
				return;
			}
			first = node_text(n)->len ? n : NULL;
		}
}

static void visit(struct pass *p, const struct resource *vs)
{
	for (const struct node *n = node_first(node_get(vs->spec, KEY_http)); n; n = node_next(n)) {
		judge_prefix(p, vs, n);
		judge_authority(p, vs, n);
	}
}

extern const struct page page_virtualservice_rewrite;

const struct rule rule_virtualservice_rewrite = {
	.notice = {
		.code     = "IV028",
		.name     = "virtualservice-rewrite",
		.summary  = "A path or authority is rewritten in a way that istiod rejects",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-rewrite",
		.category = "validation",
		.page     = &page_virtualservice_rewrite,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
