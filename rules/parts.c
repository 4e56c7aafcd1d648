/* Parts of objects as istiod's validation sees them. */
#include "rules/parts.h"

#include "keys.h"
#include "type/duration.h"

static bool has_value(const struct node *n)
{
	bool yes;
	int64_t number;

	if (!n || node_is_null(n))
		return false;
	if (n->kind == NODE_LIST)
		return n->n > 0;
	if (n->kind == NODE_MAP)
		return true;
	if (node_bool(n, &yes))
		return yes;
	if (node_int(n, &number))
		return number != 0;
	return n->text->len > 0;
}

bool part_is_set(const struct node *map, uint32_t key)
{
	return has_value(node_get(map, key));
}

bool part_is_unset(const struct node *map, uint32_t key)
{
	const struct node *n = node_get(map, key);

	return map && (n ? !has_value(n) : !node_has(map, key));
}

bool part_is_there(const struct node *map, uint32_t key)
{
	const struct node *n = node_get(map, key);

	return n && !node_is_null(n);
}

bool part_is(const struct node *map, uint32_t key, const char *word)
{
	const struct str *text = node_get_text(map, key);

	return text && str_is(text, word);
}

bool part_duration(const struct node *map, uint32_t key, int64_t *nanoseconds)
{
	const struct str *text = node_get_text(map, key);

	return text && duration_parse(text->text, text->len, nanoseconds);
}

const struct node *part_first_set(const struct node *map, const uint32_t *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (part_is_set(map, fields[i]))
			return node_get(map, fields[i]);
	return NULL;
}

bool is_gateway_bound(const struct resource *vs)
{
	const struct node *gateways = node_get(vs->spec, KEY_gateways);

	for (const struct node *n = node_first(gateways); n; n = node_next(n))
		if (node_text(n) && str_is(node_text(n), "mesh"))
			return false;
	return gateways && gateways->n > 0;
}

static void with_ports(struct pass *p, const struct resource *dr, const struct node *policy, bool is_top,
	void (*judge)(struct pass *p, const struct resource *dr, struct traffic_policy policy))
{
	if (!policy)
		return;
	judge(p, dr, (struct traffic_policy){policy, is_top});
	for (const struct node *n = node_first(node_get(policy, KEY_portLevelSettings)); n; n = node_next(n))
		judge(p, dr, (struct traffic_policy){n, false});
}

void policies_each(struct pass *p, const struct resource *dr,
	void (*judge)(struct pass *p, const struct resource *dr, struct traffic_policy policy))
{
	with_ports(p, dr, node_get(dr->spec, KEY_trafficPolicy), true, judge);
	for (const struct node *n = node_first(node_get(dr->spec, KEY_subsets)); n; n = node_next(n))
		with_ports(p, dr, node_get(n, KEY_trafficPolicy), false, judge);
}

void server_tls_each(struct pass *p, const struct resource *r,
	void (*judge)(struct pass *p, const struct resource *r, const struct node *tls))
{
	uint32_t list = r->kind == KIND_GATEWAY ? KEY_servers : KEY_ingress;

	for (const struct node *n = node_first(node_get(r->spec, list)); n; n = node_next(n))
		if (part_is_there(n, KEY_tls))
			judge(p, r, node_get(n, KEY_tls));
}
