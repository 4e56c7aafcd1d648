/* A source of an AuthorizationPolicy names a namespace that does not exist. */
#include <string.h>

#include "keys.h"
#include "rules/asked.h"
#include "traffic/value.h"

/* Stars stand for anything, wherever they are. */
static bool exists(const struct mesh *m, const struct str *text)
{
	size_t n;
	const struct namespace *const *all;

	if (!strchr(text->text, '*'))
		return mesh_namespace_exists(m, text) != NO;
	if (mesh_closed(m, SCOPE_NAMESPACES, NULL) != YES)
		return true;
	all = mesh_namespaces(m, &n);
	for (size_t i = 0; i < n; i++)
		if (value_takes_stars(text->text, all[i]->name->text))
			return true;
	return false;
}

/* What cannot be the name of a namespace is another fault. */
static void judge(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	(void)with;
	if (v->text->len && !strchr(v->text->text, '/') && !exists(pass_mesh(p), v->text))
		pass_report(p, r, v->node, strchr(v->text->text, '*') ? "no namespace matches \"%s\"" : "there is no namespace \"%s\"", v->text->text);
}

static void visit(struct pass *p, const struct resource *r)
{
	asked_each(p, r, &asked_namespace, NULL, judge);
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
	.visit   = visit,
};
