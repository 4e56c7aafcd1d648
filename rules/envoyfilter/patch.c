/* Patches of an EnvoyFilter that istiod refuses. */
#include "rules/parts.h"

#include "keys.h"

static bool is_listener_like(const struct str *to)
{
	return str_is(to, "LISTENER") || str_is(to, "FILTER_CHAIN") || str_is(to, "NETWORK_FILTER") || str_is(to, "HTTP_FILTER");
}

static bool is_route_like(const struct str *to)
{
	return str_is(to, "ROUTE_CONFIGURATION") || str_is(to, "VIRTUAL_HOST") || str_is(to, "HTTP_ROUTE");
}

/* The name of a network filter that HTTP filters are in. */
static bool is_http_manager(const struct str *name)
{
	return str_is(name, "envoy.filters.network.http_connection_manager") || str_is(name, "envoy.http_connection_manager");
}

static void judge_filter(struct pass *p, const struct resource *r, const struct node *filter, const struct str *to)
{
	const struct node *inner = node_get(filter, KEY_subFilter);
	const struct str *name = node_get_text(filter, KEY_name);

	if (part_is_unset(filter, KEY_name)) {
		pass_report_key(p, r, filter, "the match of a filter needs its name");
	} else if (inner && name && !node_is_null(inner)) {
		if (!str_is(to, "HTTP_FILTER"))
			pass_report_key(p, r, inner, "subFilter can be used only with applyTo HTTP_FILTER, not with %s", to->text);
		else if (!is_http_manager(name))
			pass_report(p, r, node_get(filter, KEY_name),
				"subFilter can be used only with the filter \"envoy.filters.network.http_connection_manager\", not with \"%s\"", name->text);
		else if (part_is_unset(inner, KEY_name))
			pass_report_key(p, r, inner, "the match of a subFilter needs its name");
	}
}

/* The part of the match that goes with applyTo, in place of the one there is. */
static void judge_match(struct pass *p, const struct resource *r, const struct node *match, const struct str *to)
{
	static const uint32_t fields[] = { KEY_listener, KEY_routeConfiguration, KEY_cluster };
	uint32_t wanted = is_listener_like(to) ? KEY_listener : is_route_like(to) ? KEY_routeConfiguration
		: str_is(to, "CLUSTER") ? KEY_cluster : 0;

	for (size_t i = 0; i < 3 && wanted; i++)
		if (fields[i] != wanted && part_is_there(match, fields[i])) {
			pass_report_key(p, r, node_get(match, fields[i]), "\"%s\" cannot be combined with applyTo %s",
				node_get(match, fields[i])->key->text, to->text);
			return;
		}
	if (wanted == KEY_listener)
		judge_filter(p, r, node_at(match, KEY_listener, KEY_filterChain, KEY_filter, 0), to);
}

/* The operation and its value; false where something is missing. */
static bool judge_operation(struct pass *p, const struct resource *r, const struct node *entry)
{
	const struct node *patch = node_get(entry, KEY_patch);
	const struct str *operation = node_get_text(patch, KEY_operation);

	if (!patch && node_has(entry, KEY_patch))
		return false;
	if (!patch || node_is_null(patch))
		pass_report_lack(p, r, entry, "the entry has no patch");
	else if (!operation ? !node_has(patch, KEY_operation) : str_is(operation, "INVALID"))
		pass_report_key(p, r, operation ? node_get(patch, KEY_operation) : patch, "the patch has no operation");
	else if (operation && !str_is(operation, "REMOVE") && (!node_has(patch, KEY_value) || node_is_null(node_get(patch, KEY_value))))
		pass_report(p, r, node_get(patch, KEY_operation), "operation %s needs a value", operation->text);
	else
		return operation != NULL;
	return false;
}

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n; n = node_next(n)) {
		const struct node *match = node_get(n, KEY_match);
		const struct str *to = node_get_text(n, KEY_applyTo);

		if (part_is(match, KEY_context, "WAYPOINT"))
			continue;
		if (!to && !node_has(n, KEY_applyTo))
			pass_report_lack(p, r, n, "the entry has no applyTo");
		else if (to && str_is(to, "INVALID"))
			pass_report_key(p, r, node_get(n, KEY_applyTo), "the entry has no applyTo");
		else if (judge_operation(p, r, n) && to)
			judge_match(p, r, match, to);
	}
}

extern const struct page page_envoyfilter_patch;

const struct rule rule_envoyfilter_patch = {
	.notice = {
		.code     = "IV049",
		.name     = "envoyfilter-patch",
		.summary  = "A patch of an EnvoyFilter lacks a part, or its match does not fit applyTo",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-envoy-patch",
		.category = "validation",
		.page     = &page_envoyfilter_patch,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
