/* A principal of an AuthorizationPolicy is of a trust domain that proxies turn away. */
#include <string.h>

#include "keys.h"
#include "rules/asked.h"
#include "world/config.h"

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

static void judge(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	const struct mesh_config *c = with;
	const struct str *text = v->text, *domain;
	const char *rest = strstr(text->text, "/ns/");

	if (!rest || rest == text->text || memchr(text->text, '*', (size_t)(rest - text->text))
			|| memchr(text->text, '/', (size_t)(rest - text->text)))
		return;
	domain = pool_intern(mesh_pool(pass_mesh(p)), text->text, (size_t)(rest - text->text));
	if (!is_known(c, domain))
		pass_report(p, r, v->node, "\"%s\" is neither the trust domain of this mesh, \"%s\", nor one of its aliases", domain->text,
			c->trust_domain.value->text);
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh_config *c = mesh_configuration(pass_mesh(p));

	if (!c->open && c->trust_domain.how != SETTING_ASSUMED && c->trust_domain_aliases.how != SETTING_ASSUMED)
		asked_each(p, r, &asked_principal, c, judge);
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
	.visit   = visit,
};
