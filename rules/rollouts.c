/* What Rollouts of Argo name, as its controller reads it. */
#include "rules/rollouts.h"

#include <string.h>

#include "keys.h"

const struct node *rollout_canary(const struct resource *r)
{
	return node_at(r->spec, KEY_strategy, KEY_canary, 0);
}

const struct node *rollout_istio(const struct resource *r)
{
	return node_at(rollout_canary(r), KEY_trafficRouting, KEY_istio, 0);
}

const struct resource *rollout_object(struct pass *p, const struct resource *r, enum kind kind, const struct str *ns, const struct str *name)
{
	const struct resource *found = mesh_find(pass_mesh(p), kind, ns, name);

	return found && !found->partial && !found->patched && !mesh_twins(pass_mesh(p), found).n && resource_together(r, found) == YES ? found : NULL;
}

static void judge_one(struct pass *p, const struct resource *r, const struct node *item, void (*judge)(struct pass *p, const struct rollout_route *route))
{
	struct rollout_route route = { .rollout = r, .node = item, .at = node_get(item, KEY_name), .ns = r->ns };
	const struct str *text = node_text(route.at);
	const char *dot = text ? strrchr(text->text, '.') : NULL;

	if (!text || !text->len || str_ends(text, ".cluster.local"))
		return;
	route.name = text;
	if (dot) {
		route.ns = pool_text(mesh_pool(pass_mesh(p)), dot + 1);
		route.name = pool_intern(mesh_pool(pass_mesh(p)), text->text, (size_t)(dot - text->text));
	}
	route.found = rollout_object(p, r, KIND_VIRTUAL_SERVICE, route.ns, route.name);
	judge(p, &route);
}

void rollout_routes_each(struct pass *p, const struct resource *r, void (*judge)(struct pass *p, const struct rollout_route *route))
{
	const struct node *istio = rollout_istio(r), *one = node_get(istio, KEY_virtualService);

	if (node_has(istio, KEY_virtualService) && node_has(istio, KEY_virtualServices))
		return;
	if (one)
		judge_one(p, r, one, judge);
	for (const struct node *n = node_first(node_get(istio, KEY_virtualServices)); n; n = node_next(n))
		judge_one(p, r, n, judge);
}

const struct resource *rollout_rule(struct pass *p, const struct resource *r)
{
	const struct str *name = node_text(node_at(rollout_istio(r), KEY_destinationRule, KEY_name, 0));

	return name ? rollout_object(p, r, KIND_DESTINATION_RULE, r->ns, name) : NULL;
}

/* Is each item of the list known? */
static bool is_whole(const struct node *list)
{
	uint32_t n = 0;

	for (const struct node *item = node_first(list); item; item = node_next(item))
		n++;
	return n == list->n;
}

void rollout_rules_each(struct pass *p, const struct rollout_route *route, void (*judge)(struct pass *p, const struct rollout_rules *rules))
{
	static const struct {
		uint32_t all, picks;
	} lists[N_ROUTE_KINDS] = {
		[ROUTE_HTTP] = { KEY_http, KEY_routes },
		[ROUTE_TLS] = { KEY_tls, KEY_tlsRoutes },
		[ROUTE_TCP] = { KEY_tcp, KEY_tcpRoutes },
	};

	for (enum route_kind kind = 0; route->found && kind < N_ROUTE_KINDS; kind++) {
		const struct node *picks = node_get(route->node, lists[kind].picks);
		struct rollout_rules rules = { route, kind, node_get(route->found->spec, lists[kind].all), node_first(picks) ? picks : NULL,
			picks ? !picks->n : !node_has(route->node, lists[kind].picks) };

		if (node_first(rules.all) && is_whole(rules.all))
			judge(p, &rules);
	}
}

/* Is it a list of texts, or missing? */
static bool is_known(const struct node *map, uint32_t key)
{
	const struct node *list = node_get(map, key);

	return list ? is_whole(list) : !node_has(map, key);
}

static bool has(const struct node *list, const struct str *text)
{
	for (const struct node *n = node_first(list); n; n = node_next(n))
		if (node_text(n) == text)
			return true;
	return false;
}

/* The port of a match block or of an item; 0 where it has none. Is it known? */
static bool read_port(const struct node *map, int64_t *port)
{
	*port = 0;
	return node_get_int(map, KEY_port, port) || !node_has(map, KEY_port);
}

/* Are the match blocks all known? */
static bool is_rule_known(const struct node *rule)
{
	int64_t port;

	if (!is_known(rule, KEY_match))
		return false;
	for (const struct node *match = node_first(node_get(rule, KEY_match)); match; match = node_next(match))
		if (!read_port(match, &port) || !is_known(match, KEY_sniHosts))
			return false;
	return true;
}

/* Was the host in the match blocks before this place? */
static bool is_repeated(const struct node *rule, const struct node *host)
{
	for (const struct node *match = node_first(node_get(rule, KEY_match)); match; match = node_next(match))
		for (const struct node *n = node_first(node_get(match, KEY_sniHosts)); n; n = node_next(n)) {
			if (n == host)
				return false;
			if (node_text(n) == node_text(host))
				return true;
		}
	return false;
}

/* A rule that is not of HTTP. A host that the item lists twice no rule has twice. */
static bool picks_rule(const struct node *pick, int64_t port, const struct node *rule, bool tls)
{
	const struct node *hosts = node_get(pick, KEY_sniHosts);
	uint32_t n = 0;
	int64_t own = 0;

	for (const struct node *match = node_first(node_get(rule, KEY_match)); match; match = node_next(match)) {
		read_port(match, &own);
		if (own != port)
			return false;
		for (const struct node *host = node_first(node_get(match, KEY_sniHosts)); host; host = node_next(host)) {
			if (tls && !has(hosts, node_text(host)))
				return false;
			n += !is_repeated(rule, host);
		}
	}
	return (node_first(node_get(rule, KEY_match)) || !port) && (!tls || n == (hosts ? hosts->n : 0));
}

enum truth rollout_picks(const struct rollout_rules *rules, const struct node *pick, const struct node *rule)
{
	int64_t port;

	if (rules->kind == ROUTE_HTTP)
		return !node_text(pick) ? UNKNOWN : node_get_text(rule, KEY_name) == node_text(pick) ? YES : NO;
	if (!node_is_map(pick) || !read_port(pick, &port) || !is_known(pick, KEY_sniHosts) || !is_rule_known(rule))
		return UNKNOWN;
	return picks_rule(pick, port, rule, rules->kind == ROUTE_TLS) ? YES : NO;
}
