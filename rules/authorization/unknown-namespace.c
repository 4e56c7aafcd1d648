/* A source of an AuthorizationPolicy names a namespace that does not exist. */
#include <string.h>

#include "keys.h"
#include "lint/rule.h"

static bool matches(const struct str *pattern, const struct str *name)
{
	size_t n = pattern->len - 1;

	if (pattern->text[0] == '*')
		return str_ends(name, pattern->text + 1);
	return name->len >= n && memcmp(name->text, pattern->text, n) == 0;
}

/* istiod compares the whole name, or what stands before or behind the star. */
static bool exists(const struct mesh *m, const struct str *text)
{
	size_t n;
	const struct namespace *const *all;

	if (!text || !text->len)
		return true;
	if (text->text[0] != '*' && !str_ends(text, "*"))
		return mesh_namespace_exists(m, text) != NO;
	if (mesh_closed(m, SCOPE_NAMESPACES, NULL) != YES)
		return true;
	all = mesh_namespaces(m, &n);
	for (size_t i = 0; i < n; i++)
		if (matches(text, all[i]->name))
			return true;
	return false;
}

static void judge(struct pass *p, const struct resource *r, const struct node *list)
{
	for (const struct node *n = node_first(list); n; n = node_next(n))
		if (!exists(pass_mesh(p), node_text(n)))
			pass_report(p, r, n, strchr(node_text(n)->text, '*') ? "no namespace matches \"%s\"" : "there is no namespace \"%s\"",
				node_text(n)->text);
}

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *rule = node_first(node_get(r->spec, KEY_rules)); rule; rule = node_next(rule))
		for (const struct node *f = node_first(node_get(rule, KEY_from)); f; f = node_next(f)) {
			judge(p, r, node_at(f, KEY_source, KEY_namespaces, 0));
			judge(p, r, node_at(f, KEY_source, KEY_notNamespaces, 0));
		}
}

extern const struct page page_authorization_unknown_namespace;

const struct rule rule_authorization_unknown_namespace = {
	.notice = {
		.code     = "AP001",
		.name     = "authorization-unknown-namespace",
		.summary  = "AuthorizationPolicy names a namespace that does not exist",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0101 KIA0101",
		.category = "security",
		.page     = &page_authorization_unknown_namespace,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.reads   = KIND_BIT(KIND_AUTHORIZATION_POLICY) | KIND_BIT(KIND_NAMESPACE),
	.visit   = visit,
};
