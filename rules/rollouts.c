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

const struct node *rollout_http(const struct resource *vs)
{
	const struct node *http = vs ? node_get(vs->spec, KEY_http) : NULL;
	uint32_t n = 0;

	if (!http)
		return NULL;
	for (const struct node *rule = node_first(http); rule; rule = node_next(rule))
		n++;
	return n && n == http->n ? http : NULL;
}

const struct node *rollout_http_named(const struct node *http, const struct str *name)
{
	for (const struct node *rule = node_first(http); rule; rule = node_next(rule))
		if (node_get_text(rule, KEY_name) == name)
			return rule;
	return NULL;
}
