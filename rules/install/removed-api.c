/* An object of an API that Istio has removed. */
#include "rules/removed.h"

static const struct str *group(const struct resource *r, const struct str **kind)
{
	*kind = r->kind_name;
	return r->kind == KIND_OTHER ? r->group : NULL;
}

static void report(struct pass *p, const struct resource *first, const char *more, const struct removed_api *api)
{
	pass_report(p, first, NULL, "the kind \"%s\" of \"%s\"%s has no effect since Istio 1.%u; use %s",
		first->kind_name->text, api->group, more, api->since, api->instead);
}

static void survey(struct pass *p, const struct mesh *m)
{
	removed_each(p, m, group, report);
}

extern const struct page page_install_removed_api;

const struct rule rule_install_removed_api = {
	.notice = {
		.code     = "IM005",
		.name     = "install-removed-api",
		.summary  = "Object of an API that Istio has removed",
		.severity = SEVERITY_ERROR,
		.category = "objects",
		.per_file = true,
		.page     = &page_install_removed_api,
	},
	.survey  = survey,
};
