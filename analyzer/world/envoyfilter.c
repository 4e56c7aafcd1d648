/* EnvoyFilters beside each other: what they insert, and which of them istiod applies first. */
#include "world/envoyfilter.h"

#include <string.h>

#include "base/distance.h"
#include "keys.h"
#include "world/internal.h"

#define MISSPELT_MOST 2 /* edits */
#define SHORT 6         /* letters: of fewer, one edit makes another word */

/* All insertions of one name, in order. */
struct insertions {
	const struct filter_insertion *first;
	struct filter_insertion *last;
};

struct envoy_filters {
	struct map by_name; /* applyTo, name -> struct insertions */
	bool routes;        /* there are patches for ROUTE_CONFIGURATION */
	bool custom;        /* there are AuthorizationPolicies of the action CUSTOM, for which istiod makes ext_authz */
};

static void note(struct mesh *m, const struct resource *r, const struct node *patch, uint32_t place)
{
	const struct node *name = node_at(patch, KEY_patch, KEY_value, KEY_name, 0);
	const struct str *to = node_get_text(patch, KEY_applyTo), *operation = node_text(node_at(patch, KEY_patch, KEY_operation, 0));
	struct filter_insertion *made;
	struct insertions *list;
	void **slot;

	m->envoy_filters->routes |= str_is(to, "ROUTE_CONFIGURATION");
	if (!to || !node_text(name) || !operation || str_is(operation, "REMOVE"))
		return;
	slot = map_at(m->arena, &m->envoy_filters->by_name, to, node_text(name), NULL);
	if (!*slot)
		*slot = arena_new(m->arena, struct insertions);
	list = *slot;
	made = arena_new(m->arena, struct filter_insertion);
	*made = (struct filter_insertion){ r, patch, name, place, NULL };
	if (list->last)
		list->last->next = made;
	else
		list->first = made;
	list->last = made;
}

void envoy_filters_build(struct mesh *m)
{
	struct resources all = mesh_of(m, KIND_ENVOY_FILTER), policies = mesh_of(m, KIND_AUTHORIZATION_POLICY);

	m->envoy_filters = arena_new(m->arena, struct envoy_filters);
	for (size_t i = 0; i < all.n; i++) {
		uint32_t place = 0;

		for (const struct node *n = node_first(node_get(all.at[i]->spec, KEY_configPatches)); n; n = node_next(n))
			note(m, all.at[i], n, place++);
	}
	for (size_t i = 0; i < policies.n && all.n; i++)
		m->envoy_filters->custom |= str_is(node_get_text(policies.at[i]->spec, KEY_action), "CUSTOM");
}

const struct filter_insertion *mesh_filter_insertions(const struct mesh *m, const struct str *apply_to, const struct str *name)
{
	const struct insertions *list = map_get(&m->envoy_filters->by_name, apply_to, name, NULL);

	return list ? list->first : NULL;
}

bool mesh_merges_routes(const struct mesh *m)
{
	return m->envoy_filters->routes;
}

/*
 * Of any release: pilot/pkg/xds/filters, and what listeners, telemetry and policies add; envoy.cors and the like are what Envoy
 * called its filters before. Those of a WasmPlugin hold its namespace and name.
 */
static const char *const names[] = {
	"envoy.filters.http.router", "envoy.filters.http.cors", "envoy.filters.http.fault", "envoy.filters.http.rbac",
	"envoy.filters.http.jwt_authn", "envoy.filters.http.ext_proc", "envoy.filters.http.grpc_stats", "envoy.filters.http.grpc_web",
	"envoy.filters.http.stateful_session", "envoy.filters.http.alpn", "envoy.filters.http.set_filter_state",
	"envoy.filters.http.header_mutation", "envoy.filters.http.dynamic_forward_proxy", "envoy.filters.http.wasm",
	"envoy.filters.network.http_connection_manager", "envoy.filters.network.tcp_proxy", "envoy.filters.network.mongo_proxy",
	"envoy.filters.network.mysql_proxy", "envoy.filters.network.redis_proxy", "envoy.filters.network.rbac",
	"envoy.filters.network.ext_authz", "envoy.filters.network.sni_cluster", "envoy.filters.network.sni_dynamic_forward_proxy",
	"envoy.filters.network.metadata_exchange", "envoy.filters.network.authn", "envoy.filters.network.wasm",
	"envoy.filters.network.set_filter_state", "envoy.filters.listener.tls_inspector", "envoy.filters.listener.http_inspector",
	"envoy.filters.listener.original_dst", "envoy.filters.listener.original_src", "envoy.filters.listener.proxy_protocol",
	"connect_authority", "request_source", "waypoint_downstream_peer_metadata", "waypoint_upstream_peer_metadata",
	"upstream_hbone_peer_metadata", "mixer", "forward_downstream_sni",
};

bool filter_is_istios(const struct mesh *m, const struct str *name)
{
	if (str_starts(name, "istio") || (str_starts(name, "envoy.") && !str_starts(name, "envoy.filters.")) || (m->envoy_filters->custom && str_is(name, "envoy.filters.http.ext_authz")))
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

static const struct {
	const char *apply_to, *prefix;
} sorts[] = {
	{"HTTP_FILTER", "envoy.filters.http."},
	{"NETWORK_FILTER", "envoy.filters.network."},
	{"LISTENER_FILTER", "envoy.filters.listener."},
};

const char *filter_sort(const struct str *name)
{
	for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
		if (str_starts(name, sorts[i].prefix))
			return sorts[i].apply_to;
	return NULL;
}

/* How far a name is from one with this prefix: 0 where only its prefix differs, MOST + 1 where it is another one. What follows a whole name is no misspelling. */
static size_t misspelling(const struct str *name, const char *known, const char *prefix)
{
	const char *part = known + strlen(prefix), *dot = strrchr(name->text, '.');
	size_t limit = strlen(part) < SHORT ? 1 : MISSPELT_MOST, d;

	if (strcmp(dot ? dot + 1 : name->text, part) == 0 && (!dot || str_starts(name, "envoy.")))
		return 0;
	d = str_starts(name, known) ? MISSPELT_MOST + 1 : edit_distance(name->text, name->len, known, strlen(known), limit);
	return d > limit ? MISSPELT_MOST + 1 : d;
}

const char *filter_suggest(const struct str *apply_to, const struct str *name)
{
	const char *prefix = NULL, *best = NULL;
	size_t least = MISSPELT_MOST + 1;

	for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
		if (str_is(apply_to, sorts[i].apply_to))
			prefix = sorts[i].prefix;
	for (size_t i = 0; prefix && i < sizeof names / sizeof *names; i++) {
		size_t d = strncmp(names[i], prefix, strlen(prefix)) == 0 ? misspelling(name, names[i], prefix) : least;

		if (str_is(name, names[i]))
			return NULL;
		if (d < least) {
			least = d;
			best = names[i];
		}
	}
	return best;
}

const struct node *patch_anchor(const struct node *patch)
{
	const struct str *to = node_get_text(patch, KEY_applyTo);
	const struct node *listener = node_at(patch, KEY_match, KEY_listener, 0);
	const struct node *filter = node_at(listener, KEY_filterChain, KEY_filter, 0);

	if (str_is(to, "HTTP_FILTER"))
		return node_at(filter, KEY_subFilter, KEY_name, 0);
	if (str_is(to, "NETWORK_FILTER"))
		return node_get(filter, KEY_name);
	return str_is(to, "LISTENER_FILTER") ? node_get(listener, KEY_listenerFilter) : NULL;
}

/* False where what is written is no number. */
static bool priority_of(const struct resource *r, int64_t *out)
{
	*out = 0;
	return !node_has(r->spec, KEY_priority) || node_get_int(r->spec, KEY_priority, out);
}

/* Is its place in the order, or what it is for, not known? */
static bool is_unsure(const struct resource *r)
{
	int64_t priority;

	return r->partial || r->patched || r->altered || !r->ns_known || !priority_of(r, &priority);
}

enum truth envoyfilter_precedes(const struct mesh *m, const struct resource *a, const struct resource *b)
{
	int64_t first, second;

	priority_of(a, &first);
	priority_of(b, &second);
	if (first != second)
		return first < second ? YES : NO;
	if ((a->ns == m->root_namespace) != (b->ns == m->root_namespace))
		return a->ns == m->root_namespace ? YES : NO;
	return UNKNOWN;
}

/* Do they ask for different values of one label? Is every label of a one of b's? */
static bool labels_clash(const struct node *a, const struct node *b, bool *within)
{
	*within = true;
	for (const struct node *l = node_first(a); l; l = node_next(l)) {
		const struct node *other = NULL;

		for (const struct node *o = node_first(b); o && !other; o = node_next(o))
			if (o->key == l->key)
				other = o;
		if (other && node_text(other) != node_text(l))
			return true;
		*within &= other != NULL;
	}
	return false;
}

enum truth envoyfilters_meet(const struct mesh *m, const struct resource *a, const struct resource *b)
{
	const struct node *of_a = node_at(a->spec, KEY_workloadSelector, KEY_labels, 0);
	const struct node *of_b = node_at(b->spec, KEY_workloadSelector, KEY_labels, 0);
	bool within_b, within_a;

	if (is_unsure(a) || is_unsure(b))
		return UNKNOWN;
	if (a->ns != b->ns && a->ns != m->root_namespace && b->ns != m->root_namespace)
		return NO;
	if (node_has(a->spec, KEY_targetRefs) || node_has(b->spec, KEY_targetRefs))
		return UNKNOWN;
	if (labels_clash(of_a, of_b, &within_b) || labels_clash(of_b, of_a, &within_a))
		return NO;
	return within_a || within_b ? YES : UNKNOWN;
}

static const struct str *context_of(const struct node *patch)
{
	const struct str *context = node_text(node_at(patch, KEY_match, KEY_context, 0));

	return context && context->len && !str_is(context, "ANY") ? context : NULL;
}

enum truth patches_meet(const struct node *a, const struct node *b)
{
	const struct str *of_a = context_of(a), *of_b = context_of(b);
	const struct str *version = node_text(node_at(a, KEY_match, KEY_proxy, KEY_proxyVersion, 0));
	const struct str *other = node_text(node_at(b, KEY_match, KEY_proxy, KEY_proxyVersion, 0));

	if (of_a && of_b && of_a != of_b)
		return NO;
	return !version || !other || version == other ? YES : UNKNOWN;
}
