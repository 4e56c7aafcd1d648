/* istiod that fetches keys from any address that a RequestAuthentication names. */
#include "keys.h"
#include "lint/rule.h"
#include "world/workload.h"

/* Does some rule make istiod fetch keys: by jwksUri, or by the issuer's own description? */
static bool fetches_keys(const struct mesh *m)
{
	struct resources all = mesh_of(m, KIND_REQUEST_AUTHENTICATION);

	for (size_t i = 0; i < all.n; i++) {
		const struct node *rules = node_get(all.at[i]->spec, KEY_jwtRules);

		for (const struct node *rule = node_first(rules); rule; rule = node_next(rule))
			if (!node_has(rule, KEY_jwks))
				return true;
	}
	return false;
}

/* Is the variable set, or perhaps set, in any container? */
static bool may_restrict(const struct node *pod_spec)
{
	for (const struct node *c = node_first(node_get(pod_spec, KEY_containers)); c; c = node_next(c)) {
		if (node_has(c, KEY_envFrom))
			return true;
		for (const struct node *e = node_first(node_get(c, KEY_env)); e; e = node_next(e)) {
			const struct str *value = node_get_text(e, KEY_value);

			if (str_is(node_get_text(e, KEY_name), "BLOCKED_CIDRS_IN_JWKS_URIS")
					&& ((value && value->len) || node_has(e, KEY_valueFrom)))
				return true;
		}
	}
	return false;
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct resources all = mesh_of(m, KIND_DEPLOYMENT);

	if (!fetches_keys(m))
		return;
	for (size_t i = 0; i < all.n; i++) {
		const struct resource *r = all.at[i];
		const struct workload *w = mesh_workload_of(m, r);

		if (!w || r->partial || r->patched || !str_is(resource_label(r, "app"), "istiod"))
			continue;
		if (node_get(w->spec, KEY_containers) && !may_restrict(w->spec))
			pass_report(p, r, NULL, "BLOCKED_CIDRS_IN_JWKS_URIS is not set, so a RequestAuthentication can make istiod call any address");
	}
}

extern const struct page page_install_unrestricted_jwks;

const struct rule rule_install_unrestricted_jwks = {
	.notice = {
		.code     = "IM001",
		.name     = "install-unrestricted-jwks",
		.summary  = "istiod fetches keys of token issuers from any address",
		.severity = SEVERITY_INFO,
		.aliases  = "IST0175",
		.category = "security",
		.page     = &page_install_unrestricted_jwks,
	},
	.reads   = KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_REQUEST_AUTHENTICATION),
	.survey  = survey,
};
