/* What Canaries of Flagger say. */
#include "rules/canaries.h"

#include "keys.h"

bool canary_is_delegate(const struct resource *r)
{
	bool delegates;

	return node_bool(node_find(node_get(r->spec, KEY_service), "delegation"), &delegates) && delegates;
}

bool canary_is_istios(const struct resource *r)
{
	const struct node *service = node_get(r->spec, KEY_service);
	const struct str *provider = node_get_text(r->spec, KEY_provider);
	bool suspended;

	if (node_bool(node_find(r->spec, "suspend"), &suspended) && suspended)
		return false;
	if (provider && provider->len)
		return str_is(provider, "istio");
	return node_first(node_get(service, KEY_gateways)) || node_first(node_get(service, KEY_trafficPolicy)) || canary_is_delegate(r);
}

const struct node *canary_name(const struct resource *r)
{
	const struct node *service = node_get(r->spec, KEY_service), *own = node_get(service, KEY_name);
	const struct node *name = node_text(own) && node_text(own)->len ? own : node_get(node_get(r->spec, KEY_targetRef), KEY_name);

	if ((node_has(service, KEY_name) && !node_text(own)) || !node_text(name) || !node_text(name)->len)
		return NULL;
	return name;
}
