/* Backends of routes of the Gateway API. */
#include "rules/backends.h"

#include <string.h>

#include "keys.h"
#include "world/attached.h"

static void copies_each(struct pass *p, const struct resource *r, const struct node *filters,
	void (*judge)(struct pass *p, const struct resource *r, const struct node *ref))
{
	for (const struct node *n = node_first(filters); n; n = node_next(n)) {
		const struct node *ref = node_at(n, KEY_requestMirror, KEY_backendRef, 0);

		if (ref)
			judge(p, r, ref);
	}
}

void backends_each(struct pass *p, const struct resource *r, void (*judge)(struct pass *p, const struct resource *r, const struct node *ref))
{
	int64_t weight;

	for (const struct node *rule = node_first(node_get(r->spec, KEY_rules)); rule; rule = node_next(rule)) {
		for (const struct node *ref = node_first(node_get(rule, KEY_backendRefs)); ref; ref = node_next(ref))
			if (!node_get_int(ref, KEY_weight, &weight) || weight > 0)
				judge(p, r, ref);
		copies_each(p, r, node_get(rule, KEY_filters), judge);
	}
}

bool backend_service(struct pass *p, const struct resource *r, const struct node *ref, struct destination *out)
{
	const struct str *ns;

	*out = (struct destination){ .entry = ref, .node = ref, .host_node = node_get(ref, KEY_name), .port_node = node_get(ref, KEY_port),
		.host = backend_host(pass_mesh(p), r, ref, &ns) };
	if (!out->host || !ns || strchr(node_text(out->host_node)->text, '.'))
		return false;
	out->text = node_text(out->host_node);
	node_int(out->port_node, &out->port);
	return true;
}
