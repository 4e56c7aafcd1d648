/* Which webhooks are Istio's, and whom they are called for. */
#include "rules/webhooks.h"

#include "keys.h"
#include "world/selector.h"

const struct node *webhooks_first(const struct resource *configuration)
{
	return node_first(node_get(configuration->root, KEY_webhooks));
}

bool webhook_injects(const struct node *webhook)
{
	return str_ends(node_get_text(webhook, KEY_name), "istio.io") && webhook_is_for_pods(webhook);
}

/* Is the member written, though not so that it can be judged? */
static bool is_hidden(const struct node *webhook, uint32_t key)
{
	return node_has(webhook, key) && !node_get(webhook, key);
}

bool webhook_is_readable(const struct node *webhook)
{
	return !is_hidden(webhook, KEY_namespaceSelector) && !is_hidden(webhook, KEY_objectSelector)
		&& !is_hidden(webhook, KEY_rules);
}

bool webhook_is_for_pods(const struct node *webhook)
{
	const struct node *rules = node_get(webhook, KEY_rules);

	for (const struct node *rule = node_first(rules); rule; rule = node_next(rule))
		for (const struct node *kind = node_first(node_get(rule, KEY_resources)); kind; kind = node_next(kind))
			if (str_is(node_text(kind), "pods") || str_starts(node_text(kind), "*"))
				return true;
	return !node_first(rules);
}

enum truth webhook_matches(const struct mesh *m, const struct node *webhook, const struct workload *w)
{
	if (!webhook_is_readable(webhook))
		return UNKNOWN;
	return truth_and(selector_matches_namespace(m, node_get(webhook, KEY_namespaceSelector), w->ns),
		selector_matches_pod(node_get(webhook, KEY_objectSelector), w));
}

static void selector_revisions(const struct node *selector, void (*take)(void *, const struct str *), void *context)
{
	const struct str *one = node_text(node_find(node_get(selector, KEY_matchLabels), "istio.io/rev"));
	const struct node *list = node_get(selector, KEY_matchExpressions);

	if (one)
		take(context, one);
	for (const struct node *e = node_first(list); e; e = node_next(e)) {
		const struct node *values = node_get(e, KEY_values);

		if (!str_is(node_get_text(e, KEY_key), "istio.io/rev"))
			continue;
		for (const struct node *v = node_first(values); v; v = node_next(v))
			if (node_text(v))
				take(context, node_text(v));
	}
}

void webhooks_revisions(const struct resource *configuration, void (*take)(void *, const struct str *), void *context)
{
	const struct str *own = resource_label(configuration, "istio.io/rev");

	if (own)
		take(context, own);
	for (const struct node *n = webhooks_first(configuration); n; n = node_next(n)) {
		selector_revisions(node_get(n, KEY_namespaceSelector), take, context);
		selector_revisions(node_get(n, KEY_objectSelector), take, context);
	}
}

static void take_any(void *context, const struct str *revision)
{
	bool *any = context;

	(void)revision;
	*any = true;
}

bool webhooks_are_istios(const struct resource *configuration)
{
	bool any = false;

	webhooks_revisions(configuration, take_any, &any);
	for (const struct node *n = webhooks_first(configuration); n && !any; n = node_next(n))
		any = str_ends(node_get_text(n, KEY_name), "istio.io");
	return any;
}
