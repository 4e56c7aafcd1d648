/* A rule of a policy asks for HTTP where its workloads have TCP ports alone. */
#include "keys.h"
#include "rules/asked.h"
#include "rules/parts.h"
#include "rules/selectors.h"
#include "traffic/conditions.h"
#include "traffic/listening.h"
#include "world/service.h"

/* The ports that lead to workloads and that a rule is for. */
struct tcp_ports {
	struct pass *p;
	const struct node *rule;
	const struct workload *workload; /* of the first one: that leads to it, ... */
	const struct service *service;   /* ... this Service's ... */
	const struct port *port;         /* ... port */
	bool others;                     /* some are not, or may not be, TCP */
};

static void look_at(struct tcp_ports *t, const struct workload *w, const struct service *s, const struct port *port)
{
	struct listeners l;
	uint32_t target;

	if (port->protocol == PROTOCOL_UDP)
		return;
	if (s->partial || port_target(port, w, &target) != YES) {
		t->others = true;
		return;
	}
	if (!rule_concerns_port(t->rule, target))
		return;
	l = workload_listeners(pass_mesh(t->p), w, target, pass_scratch(t->p));
	if (l.n != 1 || l.at[0].as != LISTENING_TCP) {
		t->others = true;
	} else if (!t->port) {
		t->workload = w;
		t->service = s;
		t->port = port;
	}
}

static void look_at_all(struct tcp_ports *t, const struct selection *s)
{
	for (size_t i = 0; i < s->n && !t->others; i++) {
		const struct workload *w = s->at[i];
		struct services all = workload_services(pass_mesh(t->p), w, pass_scratch(t->p));

		t->others |= w->dataplane != DATAPLANE_SIDECAR || workload_is_gateway(w) || !all.n;
		for (size_t k = 0; k < all.n && !t->others; k++)
			for (uint32_t j = 0; j < all.at[k]->n_ports; j++)
				look_at(t, w, all.at[k], &all.at[k]->ports[j]);
	}
}

/* That a DENY rule which names no port is for TCP as well is another fault. */
static bool names_ports(const struct node *rule)
{
	for (const struct node *to = node_first(node_get(rule, KEY_to)); to; to = node_next(to))
		if (part_is_set(node_get(to, KEY_operation), KEY_ports) || part_is_set(node_get(to, KEY_operation), KEY_notPorts))
			return true;
	return false;
}

static void judge(struct pass *p, const struct resource *r, const struct node *rule, const struct selection *s, bool denies)
{
	const struct node *http = rule_http_part(rule);
	struct tcp_ports t = { .p = p, .rule = rule };

	if (!http || (denies && !names_ports(rule)))
		return;
	look_at_all(&t, s);
	if (t.others || !t.port)
		return;
	pass_report_key(p, r, http, denies
			? "the rule has HTTP conditions, and port %u of Service \"%s\" is %s: they are ignored there, so all its connections are denied whatever they ask for"
			: "the rule has HTTP conditions, and port %u of Service \"%s\" is %s: it never matches there, so it allows nothing",
		t.port->number, t.service->name->text, protocol_name(t.port->protocol));
	pass_note(p, t.service->resource, t.port->node, "the port");
}

static void visit(struct pass *p, const struct resource *r)
{
	bool denies;
	struct selection s;

	if (!policy_decides(r, &denies))
		return;
	if (!policy_selects_exactly(p, r, &s))
		return;
	for (const struct node *rule = node_first(node_get(r->spec, KEY_rules)); rule; rule = node_next(rule))
		judge(p, r, rule, &s, denies);
}

extern const struct page page_authorization_http_on_tcp;

const struct rule rule_authorization_http_on_tcp = {
	.notice = {
		.code     = "AP010",
		.name     = "authorization-http-on-tcp",
		.summary  = "AuthorizationPolicy has HTTP conditions for workloads with TCP ports",
		.severity = SEVERITY_ERROR,
		.category = "security",
		.page     = &page_authorization_http_on_tcp,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
