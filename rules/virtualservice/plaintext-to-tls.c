/* An http route sends plaintext to a port that is declared as HTTPS or TLS. */
#include "lint/rule.h"
#include "rules/clients.h"
#include "rules/ports.h"
#include "world/anywhere.h"
#include "world/destinationrule.h"
#include "world/host.h"
#include "world/workload.h"

/* The port that the destination leads to, and what a client does about TLS there. */
struct goal {
	const struct service *service;
	const struct port *port;
	struct client_tls_found tls;
};

/* Does another port lead to the same, of which nobody says that it is TLS? Then TLS ends in front of it. */
static bool is_shared(const struct service *s, const struct port *port)
{
	if (protocol_is_http(protocol_of_name(port->target_name)))
		return true;
	for (uint32_t i = 0; i < s->n_ports; i++)
		if (s->ports[i].target == port->target && s->ports[i].target_name == port->target_name && !protocol_is_tls(s->ports[i].protocol))
			return true;
	return false;
}

/* May a gateway be behind it, which takes the mesh's own mutual TLS there? */
static bool may_be_gateway(struct pass *p, const struct service *s)
{
	struct selection pods = service_workloads(pass_mesh(p), s, pass_scratch(p));

	for (size_t i = 0; i < pods.n; i++)
		if (workload_is_gateway(pods.at[i]))
			return true;
	return !pods.n && node_find(s->selector, "istio");
}

/* The port, where it surely is one for TLS. */
static bool find_goal(struct pass *p, const struct destination *d, struct goal *out)
{
	struct services all = destination_services(p, d);

	for (size_t i = 0; i < all.n; i++) {
		const struct service *s = all.at[i];

		out->service = s;
		out->port = d->port ? service_port(s, (uint32_t)d->port) : s->n_ports == 1 ? s->ports : NULL;
		if (s->partial || !out->port || !protocol_is_tls(out->port->protocol) || is_shared(s, out->port) || may_be_gateway(p, s))
			return false;
	}
	return all.n > 0;
}

/* May there be DestinationRules for it that are applied with something else? */
static bool has_rules_elsewhere(const struct mesh *m, const struct str *client, const struct service *s)
{
	return anywhere_more(m, KIND_DESTINATION_RULE, client) || anywhere_more(m, KIND_DESTINATION_RULE, s->ns)
		|| anywhere_more(m, KIND_DESTINATION_RULE, mesh_root_namespace(m));
}

/* Do these clients send plaintext there, or only the mesh's own mutual TLS by itself? */
static bool sends_plaintext(struct pass *p, const struct destination *d, const struct str *client, void *context)
{
	struct goal *goal = context;
	struct policy policy;

	goal->tls = (struct client_tls_found){ .mode = CLIENT_TLS_AUTO };
	switch (mesh_policy(pass_mesh(p), client, d->host, NULL, NULL, pass_scratch(p), &policy)) {
	case NO:
		return !d->subset && !has_rules_elsewhere(pass_mesh(p), client, goal->service);
	case YES:
		if (policy.selecting.n)
			return false;
		return policy_tls(&policy, d->subset, goal->port->number, &goal->tls) == YES
			&& (goal->tls.mode == CLIENT_TLS_AUTO || goal->tls.mode == CLIENT_TLS_DISABLE);
	default:
		return false;
	}
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];
		struct goal goal;
		struct lack lack = { sends_plaintext, &goal, NULL };
		const struct str *client;

		if (d->kind != ROUTE_HTTP || d->idle || !d->host || host_is_wild(d->host) || !find_goal(p, d, &goal))
			continue;
		client = client_at_home(p, d);
		if (!client || !sends_plaintext(p, d, client, &goal))
			client = client_without(p, d, &lack);
		if (!client)
			continue;
		pass_report(p, r, d->host_node, "HTTP is sent in plaintext to port %u of \"%s\", which is %s: no DestinationRule makes it TLS",
			goal.port->number, d->text->text, protocol_name(goal.port->protocol));
		pass_note(p, goal.service->resource, goal.port->node, "the port");
		if (goal.tls.rule)
			pass_note(p, goal.tls.rule->resource, goal.tls.node, "the DestinationRule that applies");
	}
}

extern const struct page page_virtualservice_plaintext_to_tls;

const struct rule rule_virtualservice_plaintext_to_tls = {
	.notice = {
		.code     = "VS039",
		.name     = "virtualservice-plaintext-to-tls",
		.summary  = "HTTP route to a port for TLS without a DestinationRule for TLS",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_virtualservice_plaintext_to_tls,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
