/* The definition of an API that Istio has removed. */
#include "keys.h"
#include "lint/rule.h"
#include "rules/rendered.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct str *group = node_get_text(r->spec, KEY_group);

	if (resource_is_istios(r))
		return;
	if (str_is(group, "rbac.istio.io") || str_is(group, "authentication.istio.io") || str_is(group, "config.istio.io"))
		pass_report(p, r, NULL, "objects of \"%s\" have no effect: Istio removed this API", group->text);
}

extern const struct page page_install_removed_crd;

const struct rule rule_install_removed_crd = {
	.notice = {
		.code     = "IM004",
		.name     = "install-removed-crd",
		.summary  = "CustomResourceDefinition of an API that Istio has removed",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0002",
		.category = "objects",
		.page     = &page_install_removed_crd,
	},
	.subject = KIND_CUSTOM_RESOURCE_DEFINITION,
	.reads   = KIND_BIT(KIND_CUSTOM_RESOURCE_DEFINITION),
	.visit   = visit,
};
