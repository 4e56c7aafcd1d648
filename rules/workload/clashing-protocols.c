/* Services that declare different protocols for one port of a pod. */
#include "rules/exposed.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct workload *w = mesh_workload_of(pass_mesh(p), r);
	struct clashes all = w ? workload_clashes(p, w) : (struct clashes){ NULL, 0 };

	for (size_t i = 0; i < all.n; i++) {
		const struct clash *c = &all.at[i];

		if (c->ports[0]->number != c->ports[1]->number)
			continue;
		pass_report(p, r, NULL, "port %u is %s in Service \"%s\" but %s in \"%s\"; the proxy uses only one of the two protocols",
			c->ports[0]->number, protocol_name(c->ports[0]->protocol), c->services[0]->name->text,
			protocol_name(c->ports[1]->protocol), c->services[1]->name->text);
		for (int k = 0; k < 2; k++)
			pass_note(p, c->services[k]->resource, c->ports[k]->node, "Service \"%s\"", c->services[k]->name->text);
	}
}

extern const struct page page_workload_clashing_protocols;

const struct rule rule_workload_clashing_protocols = {
	.notice = {
		.code     = "WL001",
		.name     = "workload-clashing-protocols",
		.summary  = "The same port of several Services, with different protocols, leads to one pod port",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0116",
		.category = "routing",
		.page     = &page_workload_clashing_protocols,
	},
	.subjects = KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_STATEFUL_SET)
		| KIND_BIT(KIND_DAEMON_SET) | KIND_BIT(KIND_REPLICA_SET)
		| KIND_BIT(KIND_ROLLOUT) | KIND_BIT(KIND_POD),
	.visit   = visit,
};
