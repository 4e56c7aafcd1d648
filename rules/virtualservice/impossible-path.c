/* A path that a match asks for, and that no request has. */
#include <string.h>

#include "keys.h"
#include "lint/rule.h"

static void judge(struct pass *p, const struct resource *vs, const struct node *at)
{
	const struct str *path = node_text(at);

	if (!path || !path->len || str_is(path, "*"))
		return;
	if (path->text[0] != '/')
		pass_report(p, vs, at, "no request matches \"%s\": paths begin with \"/\"", path->text);
	else if (strpbrk(path->text, "?#"))
		pass_report(p, vs, at, "no request matches \"%s\": only the path is compared, without the query", path->text);
}

static void visit(struct pass *p, const struct resource *vs)
{
	for (const struct node *n = node_first(node_get(vs->spec, KEY_http)); n; n = node_next(n))
		for (const struct node *m = node_first(node_get(n, KEY_match)); m; m = node_next(m)) {
			judge(p, vs, node_at(m, KEY_uri, KEY_exact, 0));
			judge(p, vs, node_at(m, KEY_uri, KEY_prefix, 0));
		}
}

extern const struct page page_virtualservice_impossible_path;

const struct rule rule_virtualservice_impossible_path = {
	.notice = {
		.code     = "VS044",
		.name     = "virtualservice-impossible-path",
		.summary  = "Match for a path that no request has",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_impossible_path,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
