/* The definition of an API that Istio has removed. */
#include "keys.h"
#include "rules/removed.h"

/* What a hook of Istio's old chart brought is rendered with the whole of that old Istio, which serves these objects. */
static const struct str *group(const struct resource *r, const struct str **kind)
{
	*kind = NULL; /* one file of definitions is one finding */
	return r->kind == KIND_CUSTOM_RESOURCE_DEFINITION && !node_find(r->annotations, "helm.sh/hook")
		? node_get_text(r->spec, KEY_group) : NULL;
}

static void report(struct pass *p, const struct resource *first, const char *more, const struct removed_api *api)
{
	pass_report(p, first, NULL, "objects of \"%s\" have no effect: Istio removed this API%s", api->group, more);
}

static void survey(struct pass *p, const struct mesh *m)
{
	removed_each(p, m, group, report);
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
	.reads   = KIND_BIT(KIND_CUSTOM_RESOURCE_DEFINITION),
	.survey  = survey,
};
