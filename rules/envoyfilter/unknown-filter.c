/* A patch looks for a filter that no proxy has under this name. */
#include <string.h>

#include "keys.h"
#include "rules/patches.h"
#include "world/anywhere.h"
#include "world/envoyfilter.h"

#define MANAGER "envoy.filters.network.http_connection_manager"

/* May a patch that is not of this mesh put in a filter of any name? */
static bool is_open(const struct mesh *m, const struct resource *r)
{
	return anywhere_more(m, KIND_ENVOY_FILTER, r->ns) || anywhere_more(m, KIND_ENVOY_FILTER, mesh_root_namespace(m));
}

static const char *title_of(const char *sort)
{
	return strcmp(sort, "HTTP_FILTER") == 0 ? "an HTTP filter" : strcmp(sort, "NETWORK_FILTER") == 0 ? "a network filter" : "a listener filter";
}

/* The network filter in which a patch of HTTP filters looks for them: there is but one that has any, whatever its operation. */
static bool judge_manager(struct pass *p, const struct resource *r, const struct node *filter)
{
	const struct node *at = node_get(filter, KEY_name);
	const struct str *name = node_text(at);
	const char *sort = name ? filter_sort(name) : NULL;

	if (!name || !name->len || str_is(name, MANAGER))
		return true;
	if (node_has(filter, KEY_subFilter) || filter_name_is_old(name))
		return false;
	if (sort && strcmp(sort, "HTTP_FILTER") == 0)
		pass_report(p, r, at, "\"%s\" is an HTTP filter, so it belongs into \"subFilter\"; \"filter\" is \"" MANAGER "\"", name->text);
	else
		pass_report(p, r, at, "\"%s\" has no HTTP filters, only \"" MANAGER "\" has", name->text);
	return false;
}

static void judge(struct pass *p, const struct resource *r, const struct node *patch)
{
	const struct str *to = node_get_text(patch, KEY_applyTo), *name = node_text(patch_anchor(patch));
	const char *sort = name ? filter_sort(name) : NULL, *meant;

	if (str_is(to, "HTTP_FILTER") && !judge_manager(p, r, node_at(patch, KEY_match, KEY_listener, KEY_filterChain, KEY_filter, 0)))
		return;
	if (!name || !name->len || !patch_looks_for_filter(patch) || mesh_filter_insertions(pass_mesh(p), to, name) || is_open(pass_mesh(p), r))
		return;
	if (sort && !str_is(to, sort)) {
		pass_report(p, r, patch_anchor(patch), "\"%s\" is %s, so applyTo %s finds none of this name", name->text, title_of(sort), to->text);
		return;
	}
	meant = str_is(to, "LISTENER_FILTER") || !filter_name_is_old(name) ? filter_suggest(to, name) : NULL;
	if (!meant)
		return;
	pass_report(p, r, patch_anchor(patch), "no filter is called \"%s\"; did you mean \"%s\"", name->text, meant);
	pass_fix(p, patch_anchor(patch), "%s", meant);
	pass_unsafe(p); /* the patch did nothing, and will do something */
}

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n && !r->partial; n = node_next(n))
		if (!patch_is_for_old_proxies(n))
			judge(p, r, n);
}

extern const struct page page_envoyfilter_unknown_filter;

const struct rule rule_envoyfilter_unknown_filter = {
	.notice = {
		.code     = "EF015",
		.name     = "envoyfilter-unknown-filter",
		.summary  = "EnvoyFilter that looks for a filter which no proxy has under this name",
		.severity = SEVERITY_WARNING,
		.category = "extension",
		.fixable  = true,
		.page     = &page_envoyfilter_unknown_filter,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
