/* Objects whose controllers bring others, which no file of the tree holds. */
#include "world/feed.h"

#include "keys.h"

/* A chart of a repository of charts, or of a folder with settings for helm. */
static bool is_chart(const struct node *source)
{
	return node_has(source, KEY_chart) || node_has(source, KEY_helm);
}

static const struct str *feeds_chart(const struct resource *r)
{
	bool found = is_chart(node_get(r->spec, KEY_source));

	for (const struct node *s = node_first(node_get(r->spec, KEY_sources)); s && !found; s = node_next(s))
		found = is_chart(s);
	return found ? node_text(node_at(r->spec, KEY_destination, KEY_namespace, 0)) : NULL;
}

const struct str *feed_of(const struct resource *r, const char **why)
{
	static const struct {
		const char *group, *kind, *why;
	} feeders[] = {
		{"helm.toolkit.fluxcd.io", "HelmRelease", "a HelmRelease adds objects to this namespace"},
		{"helm.fluxcd.io", "HelmRelease", "a HelmRelease adds objects to this namespace"},
		{"helm.cattle.io", "HelmChart", "a HelmChart adds objects to this namespace"},
		{"serving.knative.dev", "Service", "a Knative Service adds objects to this namespace"},
		{"argoproj.io", "Application", "an Argo CD Application adds a chart's objects to this namespace"},
	};
	const struct str *target = node_get_text(r->spec, KEY_targetNamespace);

	if (str_is(r->kind_name, "Application"))
		target = feeds_chart(r);
	else if (!target || target->len == 0)
		target = r->ns;
	for (size_t i = 0; target && i < sizeof feeders / sizeof *feeders; i++)
		if (str_is(r->kind_name, feeders[i].kind) && str_is(r->group, feeders[i].group))
			return *why = feeders[i].why, target;
	return NULL;
}
