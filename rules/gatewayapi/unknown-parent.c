/* A route names a parent that there is not. */
#include "keys.h"
#include "rules/backends.h"
#include "rules/hosts.h"
#include "world/attached.h"
#include "world/host.h"

/* Istio's own Gateway of that name, and one of the Gateway API in another namespace, may have been meant. */
static void suggest(struct pass *p, const struct parent *parent)
{
	struct gateways_named named = mesh_gateways_named(pass_mesh(p), parent->name);

	for (size_t i = 0; i < named.n; i++) {
		const struct resource *g = named.at[i]->resource;

		if (named.at[i]->kubernetes)
			pass_note(p, g, NULL, "did you mean this one, in namespace \"%s\"", g->ns->text);
		else if (g->ns == parent->ns)
			pass_note(p, g, NULL, "this is a Gateway of networking.istio.io: only VirtualServices can name it");
	}
}

static void judge_gateway(struct pass *p, const struct resource *r, const struct node *ref, const struct parent *parent)
{
	const struct mesh *m = pass_mesh(p);
	enum truth exists = gateway_kubernetes(m, parent->ns, parent->name) ? YES : mesh_has(m, KIND_K8S_GATEWAY, parent->ns, parent->name);

	if (exists == UNKNOWN)
		pass_undescribed(p, SCOPE_GATEWAYS, parent->ns);
	if (exists != NO)
		return;
	pass_report(p, r, node_get(ref, KEY_name), "there is no Gateway \"%s\" of gateway.networking.k8s.io%s%s%s", parent->name->text, parent->ns->len ? " in namespace \"" : "",
		parent->ns->text, parent->ns->len ? "\"" : "");
	suggest(p, parent);
}

static void judge_service(struct pass *p, const struct resource *r, const struct node *ref, const struct parent *parent)
{
	const struct str *host = host_of_service(pass_mesh(p), parent->ns, parent->name);

	if (host_judge(p, r, host, host).fault == HOST_FAULT_UNKNOWN)
		pass_report(p, r, node_get(ref, KEY_name), "there is no Service \"%s\"%s%s%s", parent->name->text, parent->ns->len ? " in namespace \"" : "", parent->ns->text,
			parent->ns->len ? "\"" : "");
}

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_parentRefs)); n; n = node_next(n)) {
		struct parent parent = parent_of(r, n);

		if (parent.name && parent.kind == PARENT_GATEWAY)
			judge_gateway(p, r, n, &parent);
		else if (parent.name && parent.kind == PARENT_SERVICE)
			judge_service(p, r, n, &parent);
	}
}

extern const struct page page_gatewayapi_unknown_parent;

const struct rule rule_gatewayapi_unknown_parent = {
	.notice = {
		.code     = "GA002",
		.name     = "gatewayapi-unknown-parent",
		.summary  = "Route of a Gateway or Service that does not exist",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA1401",
		.category = "routing",
		.page     = &page_gatewayapi_unknown_parent,
	},
	.subjects = KINDS_OF_ROUTES,
	.visit    = visit,
};
