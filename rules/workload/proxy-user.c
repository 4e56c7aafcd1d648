/* A container that runs as the proxy's user. */
#include "keys.h"
#include "rules/injection.h"

#define PROXY_USER 1337

static const struct node *user_of(const struct node *holder)
{
	return node_at(holder, KEY_securityContext, KEY_runAsUser, 0);
}

static bool is_proxy(const struct node *container)
{
	const struct str *name = node_get_text(container, KEY_name);

	return str_is(name, "istio-proxy") || str_is(name, "istio-operator");
}

/* Whom it is no fault of: pods that are not surely given a sidecar, and those of the control plane and of gateways. */
static bool is_exempt(const struct mesh *m, const struct workload *w)
{
	bool may = w->dataplane == DATAPLANE_UNKNOWN && mesh_world(m) == WORLD_CLOSED;

	return (w->dataplane != DATAPLANE_SIDECAR && !may) || is_control_plane(w->resource) || workload_is_gateway(w)
		|| workload_label(w, pool_text(mesh_pool(m), "istio"));
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct workload *w = mesh_workload_of(m, r);
	const struct node *reported = NULL;
	int64_t user;

	for (const struct node *c = w ? node_first(node_get(w->spec, KEY_containers)) : NULL; c; c = node_next(c)) {
		const struct node *at = user_of(c) ? user_of(c) : user_of(w->spec);

		if (is_proxy(c) || !node_int(at, &user) || user != PROXY_USER || at == reported || is_exempt(m, w))
			continue;
		pass_report(p, r, at, "user %d is the proxy's user, so the outbound traffic of container \"%s\" bypasses the proxy",
			PROXY_USER, node_get_text(c, KEY_name) ? node_get_text(c, KEY_name)->text : "");
		reported = at;
	}
}

extern const struct page page_workload_proxy_user;

const struct rule rule_workload_proxy_user = {
	.notice = {
		.code     = "WL003",
		.name     = "workload-proxy-user",
		.summary  = "Application that runs as the user of the proxy",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0144",
		.category = "security",
		.page     = &page_workload_proxy_user,
	},
	.subjects = KINDS_OF_PODS,
	.visit    = visit,
};
