/* Holding each service's DestinationRules against the mutual TLS mode of its workloads, port by port. */
#include "rules/mtls.h"

#include "base/map.h"
#include "keys.h"
#include "world/destinationrule.h"
#include "world/peerauthentication.h"
#include "world/service.h"
#include "world/workload.h"

struct survey {
	struct pass *p;
	const struct mesh *m;
	enum mtls_clash which;
	struct map said;  /* TLS setting and policy or workload, of those reported */
};

/* A rule that is in force for clients of some namespace towards one port of a service. */
struct client {
	const struct service *service;
	const struct port *port;
	const struct destinationrule *rule;
	const struct policy *policy;
	const struct subset *subset; /* NULL: none */
};

/*
 * Is a proxy in front of the workload? A policy that the workload's own namespace has
 * written for it says so as well as an injection label does.
 */
static bool has_proxy(const struct survey *s, const struct workload *w, const struct mtls *mode)
{
	enum truth captured = mesh_captured(s->m, w);

	return captured == YES || (captured == UNKNOWN && mode->level >= PEER_NAMESPACE);
}

static bool first_time(struct survey *s, const struct client_tls_found *tls, const void *against)
{
	void **place = map_at(pass_scratch(s->p), &s->said, tls->node, against, NULL);
	bool first = !*place;

	*place = s;
	return first;
}

static void refused(struct survey *s, const struct client *c, const struct workload *w,
	const struct client_tls_found *tls, const struct mtls *mode)
{
	if ((tls->mode != CLIENT_TLS_DISABLE && tls->mode != CLIENT_TLS_SIMPLE)
			|| mode->mode != MTLS_STRICT || !has_proxy(s, w, mode)
			|| !first_time(s, tls, mode->policy))
		return;
	pass_report(s->p, c->rule->resource, tls->node,
		"clients of \"%s\" port %u send %s, but \"%s\" accepts only mutual TLS there",
		c->rule->text->text, c->port->number,
		tls->mode == CLIENT_TLS_DISABLE ? "plaintext" : "TLS without a mesh certificate", w->name->text);
	pass_note(s->p, mode->policy->resource, mode->node, "this PeerAuthentication applies");
}

static void not_offered(struct survey *s, const struct client *c, const struct workload *w,
	const struct client_tls_found *tls, const struct mtls *mode)
{
	if (tls->mode != CLIENT_TLS_ISTIO_MUTUAL || mode->mode != MTLS_DISABLE || !has_proxy(s, w, mode)
			|| !first_time(s, tls, mode->policy))
		return;
	pass_report(s->p, c->rule->resource, tls->node,
		"clients of \"%s\" port %u use mutual TLS, but it is disabled for \"%s\" there",
		c->rule->text->text, c->port->number, w->name->text);
	pass_note(s->p, mode->policy->resource, mode->node, "this PeerAuthentication applies");
}

static void no_proxy(struct survey *s, const struct client *c, const struct workload *w,
	const struct client_tls_found *tls)
{
	if (tls->mode != CLIENT_TLS_ISTIO_MUTUAL || !first_time(s, tls, w))
		return;
	pass_report(s->p, c->rule->resource, tls->node,
		"clients of \"%s\" use mutual TLS, but \"%s\" has no proxy to accept it",
		c->rule->text->text, w->name->text);
	pass_note(s->p, w->resource, w->at, "the workload");
}

static void outside(struct survey *s, const struct client *c, const struct client_tls_found *tls)
{
	if (tls->mode != CLIENT_TLS_ISTIO_MUTUAL || !first_time(s, tls, c->service))
		return;
	pass_report(s->p, c->rule->resource, tls->node, "clients of \"%s\" use mutual TLS with the mesh's certificates, but the host is outside the mesh",
		c->rule->text->text);
	pass_note(s->p, c->service->resource, c->service->at, "this ServiceEntry says so (MESH_EXTERNAL)");
}

/* Of another mesh, perhaps: an endpoint that has an identity or a network, as those of federated meshes do. */
static bool is_federated(const struct node *endpoints)
{
	for (const struct node *n = node_first(endpoints); n; n = node_next(n))
		if (node_has(n, KEY_network) || node_has(n, KEY_serviceAccount) || node_find(node_get(n, KEY_labels), "security.istio.io/tlsMode"))
			return true;
	return false;
}

/* A ServiceEntry for hosts outside the mesh, of whose endpoints nothing says that they are of one. */
static bool is_outside(const struct service *service)
{
	return service->kind == SERVICE_ENTRY && service->mesh_external && !service->selector && !service->partial && !is_federated(service->endpoints)
		&& !node_first(node_get(service->resource->spec, KEY_subjectAltNames));
}

static void judge_port(struct survey *s, const struct client *c, const struct selection *behind)
{
	struct client_tls_found tls;

	if (policy_tls(c->policy, c->subset ? c->subset->name : NULL, c->port->number, &tls) != YES
			|| tls.rule != c->rule)
		return;
	if (s->which == TLS_TO_OUTSIDE) {
		outside(s, c, &tls);
		return;
	}
	for (size_t i = 0; i < behind->n_sure; i++) {
		const struct workload *w = behind->at[i];
		struct mtls mode;
		uint32_t number;

		if (s->which == TLS_NOT_OFFERED && mesh_captured(s->m, w) == NO)
			no_proxy(s, c, w, &tls);
		else if (port_target(c->port, w, &number) != YES
				|| mesh_mtls(s->m, w, number, pass_scratch(s->p), &mode) != YES)
			continue;
		else if (s->which == TLS_REFUSED)
			refused(s, c, w, &tls, &mode);
		else
			not_offered(s, c, w, &tls, &mode);
	}
}

/* All ports, for the host as a whole and for each subset of the rule. */
static void judge_rule(struct survey *s, struct client *c, const struct selection *behind)
{
	for (size_t k = 0; k <= c->rule->n_subsets; k++) {
		struct selection some = *behind;

		c->subset = k ? &c->rule->subsets[k - 1] : NULL;
		if (c->subset)
			some = selection_narrow(s->m, behind, c->subset->labels, pass_scratch(s->p));
		for (uint32_t i = 0; i < c->service->n_ports; i++) {
			c->port = &c->service->ports[i];
			judge_port(s, c, &some);
		}
	}
}

/* Is this a tls block whose mode can clash? One without a mode is DISABLE. */
static bool tls_clashes(const struct survey *s, const struct node *tls)
{
	return tls && str_is(node_get_text(tls, KEY_mode), "ISTIO_MUTUAL") == (s->which != TLS_REFUSED);
}

static bool policy_clashes(const struct survey *s, const struct node *policy)
{
	if (tls_clashes(s, node_get(policy, KEY_tls)))
		return true;
	for (const struct node *n = node_first(node_get(policy, KEY_portLevelSettings)); n; n = node_next(n))
		if (tls_clashes(s, node_get(n, KEY_tls)))
			return true;
	return false;
}

/* Is it worth asking what is in force? */
static bool rule_clashes(const struct survey *s, const struct destinationrule *r)
{
	bool any = policy_clashes(s, r->policy);

	for (size_t i = 0; i < r->n_subsets && !any; i++)
		any = policy_clashes(s, r->subsets[i].policy);
	return any;
}

static void judge_service(struct survey *s, const struct service *service)
{
	struct arena *scratch = pass_scratch(s->p);
	struct destinationrules rules;
	struct selection behind;
	bool any = false;

	if (s->which == TLS_TO_OUTSIDE && !is_outside(service))
		return;
	mesh_rules_for(s->m, service->host, scratch, &rules);
	for (size_t i = 0; i < rules.n; i++)
		any |= rule_clashes(s, rules.at[i]);
	if (!any)
		return;
	behind = service_workloads(s->m, service, scratch);
	for (size_t i = 0; i < rules.n; i++) {
		/* Where a rule surely applies: to its own namespace's clients, and to the service's. */
		const struct str *clients[] = { rules.at[i]->resource->ns, service->ns };

		for (size_t k = 0; k < 2; k++) {
			struct policy policy;
			struct client c = { service, NULL, rules.at[i], &policy, NULL };

			if ((k == 0 || clients[1] != clients[0])
					&& mesh_policy(s->m, clients[k], service->host, service->ns, NULL, scratch, &policy) == YES)
				judge_rule(s, &c, &behind);
		}
	}
}

/* A service of which the tree has the namespace's PeerAuthentication alone. */
struct stranger {
	const struct destinationrule *rule;
	const struct str *ns;
	const struct mtls *mode;
	const struct policy *policy; /* in force for clients of some namespace */
};

static void judge_stranger_port(struct survey *s, const struct stranger *to, const struct subset *subset, int64_t port)
{
	struct client_tls_found tls;

	if (policy_tls(to->policy, subset ? subset->name : NULL, port, &tls) != YES || tls.rule != to->rule
			|| (tls.mode != CLIENT_TLS_DISABLE && tls.mode != CLIENT_TLS_SIMPLE)
			|| !first_time(s, &tls, to->mode->policy))
		return;
	pass_report(s->p, to->rule->resource, tls.node, "clients of \"%s\" send %s, but namespace \"%s\" accepts only mutual TLS",
		to->rule->text->text, tls.mode == CLIENT_TLS_DISABLE ? "plaintext" : "TLS without a mesh certificate", to->ns->text);
	pass_note(s->p, to->mode->policy->resource, to->mode->node, "this PeerAuthentication applies to all workloads of \"%s\"",
		to->ns->text);
}

/* The host as a whole, and the ports that have settings of their own. */
static void judge_stranger_ports(struct survey *s, const struct stranger *to, const struct subset *subset, const struct node *policy)
{
	int64_t port;

	judge_stranger_port(s, to, subset, 0);
	for (const struct node *n = node_first(node_get(policy, KEY_portLevelSettings)); n; n = node_next(n))
		if (node_get_int(node_get(n, KEY_port), KEY_number, &port))
			judge_stranger_port(s, to, subset, port);
}

/* Is every workload of the namespace, seen or not, in the mesh and STRICT by the word of its own PeerAuthentication? */
static bool is_strict(const struct survey *s, const struct str *ns, struct mtls *mode)
{
	struct resources policies = mesh_in(s->m, KIND_PEER_AUTHENTICATION, ns);
	const struct namespace *n = mesh_namespace(s->m, ns);

	if (mesh_namespace_mtls(s->m, ns, mode) != YES || mode->mode != MTLS_STRICT || mode->level != PEER_NAMESPACE
			|| str_is(namespace_label(n, "istio-injection"), "disabled")
			|| str_is(namespace_label(n, "istio.io/dataplane-mode"), "none"))
		return false;
	for (size_t i = 0; i < policies.n; i++) {
		const struct peerauthentication *other = peerauthentication_of(s->m, policies.at[i]);

		if (policies.at[i]->partial || !other || other->partial || other->level != PEER_NAMESPACE || other->ports_node)
			return false;
	}
	return true;
}

static void judge_stranger(struct survey *s, const struct destinationrule *rule)
{
	struct host_parts host = host_parse(s->m, rule->host);
	const struct str *clients[] = { rule->resource->ns, host.ns };
	struct policy policy;
	struct mtls mode;
	struct stranger to = { rule, host.ns, &mode, &policy };

	if (host.form != HOST_FORM_SERVICE || !host.ns->len || mesh_services(s->m, rule->host) || !is_strict(s, host.ns, &mode))
		return;
	for (size_t k = 0; k < 2; k++) {
		if ((k && clients[1] == clients[0])
				|| mesh_policy(s->m, clients[k], rule->host, host.ns, NULL, pass_scratch(s->p), &policy) != YES)
			continue;
		judge_stranger_ports(s, &to, NULL, rule->policy);
		for (size_t i = 0; i < rule->n_subsets; i++)
			judge_stranger_ports(s, &to, &rule->subsets[i], rule->subsets[i].policy);
	}
}

void mtls_survey(struct pass *p, const struct mesh *m, enum mtls_clash which)
{
	struct survey s = { p, m, which, { 0 } };
	struct services all = mesh_all_services(m);
	const struct destinationrule *rules;
	size_t n;

	for (size_t i = 0; i < all.n; i++)
		judge_service(&s, all.at[i]);
	rules = mesh_destinationrules(m, &n);
	for (size_t i = 0; which == TLS_REFUSED && i < n; i++)
		if (!rules[i].partial && rules[i].host && rule_clashes(&s, &rules[i]))
			judge_stranger(&s, &rules[i]);
}
