/* Several ports of Services, with different protocols, for one port of a pod. */
#include "rules/exposed.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct workload *w = mesh_workload_of(pass_mesh(p), r);
	struct clashes all = w ? workload_clashes(p, w) : (struct clashes){ NULL, 0 };

	for (size_t i = 0; i < all.n; i++) {
		const struct clash *c = &all.at[i];

		if (c->ports[0]->number == c->ports[1]->number)
			continue;
		pass_report(p, r, NULL, "port %u of Service \"%s\" (%s) and port %u of \"%s\" (%s) both lead to container port %u",
			c->ports[0]->number, c->services[0]->name->text, protocol_name(c->ports[0]->protocol),
			c->ports[1]->number, c->services[1]->name->text, protocol_name(c->ports[1]->protocol), c->target);
		for (int k = 0; k < 2; k++)
			pass_note(p, c->services[k]->resource, c->ports[k]->node, "Service \"%s\"", c->services[k]->name->text);
	}
}

extern const struct page page_workload_conflicting_ports;

const struct rule rule_workload_conflicting_ports = {
	.notice = {
		.code     = "WL002",
		.name     = "workload-conflicting-ports",
		.summary  = "Different ports of Services, with different protocols, lead to the same pod port",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0137",
		.category = "routing",
		.page     = &page_workload_conflicting_ports,
	},
	.subjects = KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_STATEFUL_SET)
		| KIND_BIT(KIND_DAEMON_SET) | KIND_BIT(KIND_REPLICA_SET)
		| KIND_BIT(KIND_ROLLOUT) | KIND_BIT(KIND_POD),
	.visit   = visit,
};
