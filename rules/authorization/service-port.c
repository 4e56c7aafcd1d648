/* A policy names the port of a Service instead of the container's. */
#include "keys.h"
#include "rules/asked.h"
#include "rules/exposed.h"
#include "rules/selectors.h"
#include "traffic/value.h"

/* Is the container's port there as well, or may it be? */
static bool has_port(const struct node *list, uint32_t port)
{
	if (node_is_rejected(list))
		return true;
	for (const struct node *n = node_first(list); n; n = node_next(n))
		if (value_port(node_text(n)->text) == (int)port)
			return true;
	return false;
}

static void judge(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	int port = value_port(v->text->text);
	struct front front;

	if (port <= 0 || !port_is_front(p, with, port, &front) || has_port(v->list, front.target))
		return;
	pass_report(p, r, v->node, "%d is the port of Service \"%s\"; the workload's own port is %u", port, front.service->name->text, front.target);
	pass_note(p, front.service->resource, front.port->node, "the Service's port");
}

/* Without labels it is for all workloads, of which others may listen on the port. */
static void visit(struct pass *p, const struct resource *r)
{
	static const struct asked_property ports = { KEY_operation, KEY_ports, KEY_notPorts, "destination.port" };
	struct selection s = policy_labels(r) ? policy_selection(p, r) : (struct selection){ .truth = UNKNOWN };

	if (s.n)
		asked_each(p, r, &ports, &s, judge);
}

extern const struct page page_authorization_service_port;

const struct rule rule_authorization_service_port = {
	.notice = {
		.code     = "AP009",
		.name     = "authorization-service-port",
		.summary  = "AuthorizationPolicy names the port of a Service instead of the container's",
		.severity = SEVERITY_WARNING,
		.category = "security",
		.page     = &page_authorization_service_port,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
