/* A container that is to listen on a port of the sidecar beside it. */
#include "keys.h"
#include "world/workload.h"
#include "rules/reserved.h"
#include "lint/rule.h"

static void judge(struct pass *p, const struct resource *r, const struct node *container)
{
	for (const struct node *n = node_first(node_get(container, KEY_ports)); n; n = node_next(n)) {
		const struct str *protocol = node_get_text(n, KEY_protocol), *name = node_get_text(container, KEY_name);
		const struct node *at = node_get(n, KEY_containerPort);
		int64_t number;
		const char *use;

		if (!node_int(at, &number) || number < 1 || number > 65535 || (protocol && !str_is(protocol, "TCP")))
			continue;
		use = reserved_use((uint32_t)number);
		if (use)
			pass_report(p, r, at, "container \"%s\" cannot listen on port %u: it is the sidecar's own port for %s", name ? name->text : "",
				(unsigned)number, use);
	}
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct workload *w = mesh_workload_of(pass_mesh(p), r);
	bool sidecar = w && w->dataplane == DATAPLANE_SIDECAR && !w->vm && !workload_is_gateway(w);

	for (const struct node *c = sidecar ? node_first(node_get(w->spec, KEY_containers)) : NULL; c; c = node_next(c))
		if (!str_is(node_get_text(c, KEY_name), "istio-proxy"))
			judge(p, r, c);
}

extern const struct page page_workload_reserved_port;

const struct rule rule_workload_reserved_port = {
	.notice = {
		.code     = "WL004",
		.name     = "workload-reserved-port",
		.summary  = "Container port that the sidecar listens on itself",
		.severity = SEVERITY_ERROR,
		.category = "injection",
		.page     = &page_workload_reserved_port,
	},
	.subjects = KINDS_OF_PODS,
	.visit    = visit,
};
