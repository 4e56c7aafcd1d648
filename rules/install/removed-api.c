/* An object of an API that Istio has removed. */
#include "base/map.h"
#include "base/vec.h"
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

/* Objects of one API in one file: a generated file has dozens. */
struct batch {
	const struct resource *first;
	size_t which; /* row of removed */
	size_t n;
};

static void report(struct pass *p, const struct batch *b)
{
	const struct resource *r = b->first;
	const char *more = b->n > 1 ? arena_printf(pass_scratch(p), " (and %zu more in this file)", b->n - 1) : "";

	pass_report(p, r, NULL, "the kind \"%s\" of \"%s\"%s has no effect since Istio 1.%u; use %s",
		r->kind_name->text, r->group->text, more, removed[b->which].since, removed[b->which].instead);
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct resources all = mesh_all(m);
	struct map by_file = { 0 };
	VEC(struct batch *) list = { 0 };

	for (size_t i = 0; i < all.n; i++) {
		const struct resource *r = all.at[i];

		if (r->kind != KIND_OTHER || !str_ends(r->group, ".istio.io") || resource_is_istios(r))
			continue;
		for (size_t k = 0; k < sizeof removed / sizeof *removed; k++)
			if (str_is(r->group, removed[k].group)) {
				struct batch **at = (struct batch **)map_at(pass_scratch(p), &by_file, r->document->source, &removed[k], NULL);

				if (!*at) {
					*at = arena_new(pass_scratch(p), struct batch);
					**at = (struct batch){ r, k, 0 };
					vec_push(pass_scratch(p), &list, *at);
				}
				(*at)->n++;
			}
	}
	for (size_t i = 0; i < list.n; i++)
		report(p, list.at[i]);
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
