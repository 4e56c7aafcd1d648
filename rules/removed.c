/* Counts what belongs to removed APIs by file. */
#include "rules/removed.h"

#include "base/map.h"
#include "base/vec.h"
#include "rules/rendered.h"

static const struct removed_api removed[] = {
	{ "rbac.istio.io", { NULL }, 6, "an AuthorizationPolicy" },
	{ "authentication.istio.io", { NULL }, 6, "PeerAuthentication and RequestAuthentication" },
	/* What routed up to 0.8 was in the group that Mixer had after it: https://istio.io/latest/news/releases/1.0.x/announcing-1.0/ */
	{ "config.istio.io", { "RouteRule" }, 0, "a VirtualService" },
	{ "config.istio.io", { "DestinationPolicy", "DestinationRule" }, 0, "a DestinationRule" },
	{ "config.istio.io", { "EgressRule" }, 0, "a ServiceEntry" },
	{ "config.istio.io", { NULL }, 8, "Telemetry and EnvoyFilter" },
};

struct batch {
	const struct resource *first; /* in the file */
	const struct removed_api *api;
	size_t n;
};

static bool is_of(const struct removed_api *api, const struct str *kind)
{
	for (size_t i = 0; api->kinds[i]; i++)
		if (str_is(kind, api->kinds[i]))
			return true;
	return !api->kinds[0];
}

static const struct removed_api *find(const struct str *group, const struct str *kind)
{
	for (size_t i = 0; i < sizeof removed / sizeof *removed; i++)
		if (str_is(group, removed[i].group) && is_of(&removed[i], kind))
			return &removed[i];
	return NULL;
}

void removed_each(struct pass *p, const struct mesh *m, const struct str *(*of)(const struct resource *r, const struct str **kind),
	void (*report)(struct pass *p, const struct resource *first, const char *more, const struct removed_api *api))
{
	struct resources all = mesh_all(m);
	struct map by_file = { 0 };
	VEC(struct batch *) list = { 0 };

	for (size_t i = 0; i < all.n; i++) {
		const struct str *kind = NULL, *group = of(all.at[i], &kind);
		const struct removed_api *api = group ? find(group, kind) : NULL;
		struct batch **at;

		if (!api || resource_is_istios(all.at[i]))
			continue;
		at = (struct batch **)map_at(pass_scratch(p), &by_file, all.at[i]->document->source, group, NULL);
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
