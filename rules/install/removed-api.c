/* An object of an API that Istio has removed. */
#include "lint/rule.h"
#include "rules/rendered.h"

static const struct {
	const char *group;
	uint32_t since;      /* minor release */
	const char *instead;
} removed[] = {
	{ "rbac.istio.io", 6, "an AuthorizationPolicy" },
	{ "authentication.istio.io", 6, "PeerAuthentication and RequestAuthentication" },
	{ "config.istio.io", 8, "Telemetry and EnvoyFilter" },
};

static void survey(struct pass *p, const struct mesh *m)
{
	struct resources all = mesh_all(m);

	for (size_t i = 0; i < all.n; i++) {
		const struct resource *r = all.at[i];

		if (r->kind != KIND_OTHER || !str_ends(r->group, ".istio.io") || resource_is_istios(r))
			continue;
		for (size_t k = 0; k < sizeof removed / sizeof *removed; k++)
			if (str_is(r->group, removed[k].group))
				pass_report(p, r, NULL, "nothing has read the kind \"%s\" of \"%s\" since Istio 1.%u; write %s",
					r->kind_name->text, r->group->text, removed[k].since, removed[k].instead);
	}
}

extern const struct page page_install_removed_api;

const struct rule rule_install_removed_api = {
	.notice = {
		.code     = "IM005",
		.name     = "install-removed-api",
		.summary  = "Object of an API that Istio has removed",
		.severity = SEVERITY_ERROR,
		.category = "objects",
		.page     = &page_install_removed_api,
	},
	.survey  = survey,
};
