/* Patches of an EnvoyFilter that istiod takes with a warning. */
#include "rules/parts.h"
#include "rules/patches.h"

#include "keys.h"
#include "rules/rendered.h"

#define MAX_VERSION 1024 /* bytes of proxyVersion that istiod reads */

static void judge_name(struct pass *p, const struct resource *r, const struct node *filter)
{
	if (filter_name_is_old(node_get_text(filter, KEY_name)))
		pass_report(p, r, node_get(filter, KEY_name), "\"%s\" is an old filter name: since Istio 1.19 it matches no filter",
			node_get_text(filter, KEY_name)->text);
}

static bool has(const struct node *map, const char *name)
{
	for (const struct node *n = node_first(map); n; n = node_next(n))
		if (str_is(n->key, name))
			return true;
	return false;
}

/* A filter that is known by its name alone. */
static void judge_value(struct pass *p, const struct resource *r, const struct node *value)
{
	const struct node *name = node_get(value, KEY_name);

	if (node_is_map(value) && !has(value, "typed_config") && !has(value, "typedConfig")
			&& !has(value, "config_discovery") && !has(value, "configDiscovery"))
		pass_report_key(p, r, name ? name : value, "the filter has no typed_config; Envoy no longer finds a filter by its name alone");
}

static void visit(struct pass *p, const struct resource *r)
{
	if (resource_is_istios(r))
		return;
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n; n = node_next(n)) {
		const struct node *match = node_get(n, KEY_match), *version = node_at(match, KEY_proxy, KEY_proxyVersion, 0);
		const struct node *filter = node_at(match, KEY_listener, KEY_filterChain, KEY_filter, 0);
		const struct str *to = node_get_text(n, KEY_applyTo);
		bool whole = str_is(to, "LISTENER") || str_is(to, "FILTER_CHAIN");
		bool one = str_is(to, "HTTP_FILTER") || str_is(to, "NETWORK_FILTER");

		if (part_is(match, KEY_context, "WAYPOINT"))
			continue;
		if (node_text(version) && node_text(version)->len > MAX_VERSION)
			pass_report_key(p, r, version, "proxyVersion has more than %d bytes and is ignored", MAX_VERSION);
		if (filter && whole)
			pass_report_key(p, r, filter, "a filter match has no effect with applyTo %s", to->text);
		if (patch_is_for_old_proxies(n))
			continue;
		if (one)
			judge_value(p, r, node_at(n, KEY_patch, KEY_value, 0));
		if (whole || one) {
			judge_name(p, r, filter);
			judge_name(p, r, node_get(filter, KEY_subFilter));
		}
	}
}

extern const struct page page_envoyfilter_patch_ignored;

const struct rule rule_envoyfilter_patch_ignored = {
	.notice = {
		.code     = "IV050",
		.name     = "envoyfilter-patch-ignored",
		.summary  = "A patch of an EnvoyFilter is ignored in part, or uses old names",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0133",
		.former   = "validation-envoy-patch-ignored",
		.category = "validation",
		.page     = &page_envoyfilter_patch_ignored,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
