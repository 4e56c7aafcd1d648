/* Counts what belongs to removed APIs by file. */
#include "rules/removed.h"

#include "base/map.h"
#include "base/vec.h"
#include "rules/rendered.h"

static const struct removed_api removed[] = {
	{ "rbac.istio.io", 6, "an AuthorizationPolicy" },
	{ "authentication.istio.io", 6, "PeerAuthentication and RequestAuthentication" },
	{ "config.istio.io", 8, "Telemetry and EnvoyFilter" },
};

struct batch {
	const struct resource *first; /* in the file */
	const struct removed_api *api;
	size_t n;
};

static const struct removed_api *find(const struct str *group)
{
	for (size_t i = 0; i < sizeof removed / sizeof *removed; i++)
		if (str_is(group, removed[i].group))
			return &removed[i];
	return NULL;
}

void removed_each(struct pass *p, const struct mesh *m, const struct str *(*group)(const struct resource *r),
	void (*report)(struct pass *p, const struct resource *first, const char *more, const struct removed_api *api))
{
	struct resources all = mesh_all(m);
	struct map by_file = { 0 };
	VEC(struct batch *) list = { 0 };

	for (size_t i = 0; i < all.n; i++) {
		const struct removed_api *api = find(group(all.at[i]));
		struct batch **at;

		if (!api || resource_is_istios(all.at[i]))
			continue;
		at = (struct batch **)map_at(pass_scratch(p), &by_file, all.at[i]->document->source, api, NULL);
		if (!*at) {
			*at = arena_new(pass_scratch(p), struct batch);
			**at = (struct batch){ all.at[i], api, 0 };
			vec_push(pass_scratch(p), &list, *at);
		}
		if (all.at[i]->order < (*at)->first->order)
			(*at)->first = all.at[i];
		(*at)->n++;
	}
	for (size_t i = 0; i < list.n; i++)
		report(p, list.at[i]->first, list.at[i]->n > 1
				? arena_printf(pass_scratch(p), " (and %zu more in this file)", list.at[i]->n - 1) : "", list.at[i]->api);
}
