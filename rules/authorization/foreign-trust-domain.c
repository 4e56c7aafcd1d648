/* A principal of an AuthorizationPolicy is of a trust domain that proxies turn away. */
#include <string.h>

#include "keys.h"
#include "lint/rule.h"
#include "mesh/config.h"

/* istiod itself puts the mesh's own domain in the place of "cluster.local". */
static bool is_known(const struct mesh_config *c, const struct str *domain)
{
	if (domain == c->trust_domain.value || str_is(domain, "cluster.local"))
		return true;
	for (size_t i = 0; i < c->trust_domain_aliases.n; i++)
		if (domain == c->trust_domain_aliases.value[i])
			return true;
	return false;
}

static void judge(struct pass *p, const struct resource *r, const struct node *list)
{
	const struct mesh_config *c = mesh_configuration(pass_mesh(p));

	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		const struct str *text = node_text(n), *domain;
		const char *rest = text ? strstr(text->text, "/ns/") : NULL;

		if (!rest || rest == text->text || memchr(text->text, '*', (size_t)(rest - text->text))
				|| memchr(text->text, '/', (size_t)(rest - text->text)))
			continue;
		domain = pool_intern(mesh_pool(pass_mesh(p)), text->text, (size_t)(rest - text->text));
		if (!is_known(c, domain))
			pass_report(p, r, n, "\"%s\" is neither the trust domain of this mesh, \"%s\", nor one of its aliases", domain->text,
				c->trust_domain.value->text);
	}
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh_config *c = mesh_configuration(pass_mesh(p));

	if (c->open || c->trust_domain.how == SETTING_ASSUMED || c->trust_domain_aliases.how == SETTING_ASSUMED)
		return;
	for (const struct node *rule = node_first(node_get(r->spec, KEY_rules)); rule; rule = node_next(rule)) {
		for (const struct node *f = node_first(node_get(rule, KEY_from)); f; f = node_next(f)) {
			judge(p, r, node_at(f, KEY_source, KEY_principals, 0));
			judge(p, r, node_at(f, KEY_source, KEY_notPrincipals, 0));
		}
		for (const struct node *w = node_first(node_get(rule, KEY_when)); w; w = node_next(w))
			if (str_is(node_get_text(w, KEY_key), "source.principal")) {
				judge(p, r, node_get(w, KEY_values));
				judge(p, r, node_get(w, KEY_notValues));
			}
	}
}

extern const struct page page_authorization_foreign_trust_domain;

const struct rule rule_authorization_foreign_trust_domain = {
	.notice = {
		.code     = "AP022",
		.name     = "authorization-foreign-trust-domain",
		.summary  = "AuthorizationPolicy names a principal of another trust domain",
		.severity = SEVERITY_WARNING,
		.aliases  = "KIA0108",
		.category = "security",
		.page     = &page_authorization_foreign_trust_domain,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.reads   = KIND_BIT(KIND_AUTHORIZATION_POLICY) | KIND_BIT(KIND_CONFIG_MAP)
		| KIND_BIT(KIND_ISTIO_OPERATOR) | KIND_BIT(KIND_SAIL_ISTIO),
	.visit   = visit,
};
