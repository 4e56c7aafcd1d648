/* DENY rules whose conditions TCP ports do not know: what a port cannot judge it refuses. */
#include "rules/parts.h"

#include "keys.h"
#include "rules/exposed.h"
#include "rules/selectors.h"
#include "world/leads.h"

/* Has some source a condition that holds for TCP too? *n is the number of sources. */
static bool has_tcp_source(const struct node *rule, size_t *n)
{
	static const uint32_t fields[] = {
		KEY_principals, KEY_notPrincipals, KEY_ipBlocks, KEY_notIpBlocks, KEY_namespaces, KEY_notNamespaces, KEY_remoteIpBlocks,
		KEY_notRemoteIpBlocks, KEY_serviceAccounts, KEY_notServiceAccounts,
	};
	bool found = false;

	*n = 0;
	for (const struct node *from = node_first(node_get(rule, KEY_from)); from; from = node_next(from)) {
		const struct node *source = node_get(from, KEY_source);

		*n += part_is_there(from, KEY_source);
		found |= part_first_set(source, fields, sizeof fields / sizeof fields[0]) != NULL;
	}
	return found;
}

static bool has_port(const struct node *rule, size_t *n)
{
	bool found = false;

	*n = 0;
	for (const struct node *to = node_first(node_get(rule, KEY_to)); to; to = node_next(to)) {
		const struct node *operation = node_get(to, KEY_operation);

		*n += part_is_there(to, KEY_operation);
		found |= part_is_set(operation, KEY_ports) || part_is_set(operation, KEY_notPorts);
	}
	return found;
}

/* Is a target a Service whose ports are all HTTP? */
static bool is_http_target(struct pass *p, const struct resource *policy, const struct node *target)
{
	const struct str *name = node_get_text(target, KEY_name), *group = node_get_text(target, KEY_group);

	return name && str_is(node_get_text(target, KEY_kind), "Service") && (!group || !group->len)
		&& service_is_http(mesh_service(pass_mesh(p), policy->ns, name));
}

/* Has all that the policy is for HTTP ports alone, as far as the tree tells? */
static bool is_for_http(struct pass *p, const struct resource *policy)
{
	const struct mesh *m = pass_mesh(p);
	const struct node *targets = node_get(policy->spec, KEY_targetRefs), *labels = policy_labels(policy);
	static const struct workload_question http_alone = { workload_is_http };
	const struct str *ns = policy->ns;
	struct selection all;

	if (policy_is_attached(policy)) {
		for (const struct node *t = node_first(targets); t; t = node_next(t))
			if (!is_http_target(p, policy, t))
				return false;
		return node_first(targets) || is_http_target(p, policy, node_get(policy->spec, KEY_targetRef));
	}
	if (policy->ns == mesh_root_namespace(m))
		ns = NULL;
	if (!ns && !labels)
		return false;
	all = mesh_select(m, ns, labels, pass_scratch(p));
	if (!all.n || all.n_sure != all.n)
		return (labels ? leads_http(m, ns, labels) : leads_namespace_http(m, ns)) == YES;
	return selection_all(p, &all, &http_alone);
}

static void visit(struct pass *p, const struct resource *policy)
{
	if (!part_is(policy->spec, KEY_action, "DENY") || is_for_http(p, policy))
		return;
	for (const struct node *n = node_first(node_get(policy->spec, KEY_rules)); n; n = node_next(n)) {
		size_t n_from, n_to;
		bool tcp_source = has_tcp_source(n, &n_from), port = has_port(n, &n_to);

		if ((n_to && !port) || (n_from && !n_to && !tcp_source))
			pass_report_key(p, policy, n_to ? node_get(n, KEY_to) : node_get(n, KEY_from),
				tcp_source ? "on TCP ports the rule's HTTP conditions do not count, so all traffic from its sources is denied there; limit it with \"ports\""
				: "the rule has only HTTP conditions, so it denies all traffic to TCP ports; limit it with \"ports\"");
	}
}

extern const struct page page_authorization_deny_without_port;

const struct rule rule_authorization_deny_without_port = {
	.notice = {
		.code     = "IV046",
		.name     = "authorization-deny-without-port",
		.summary  = "A DENY rule about HTTP denies everything on TCP ports",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0133",
		.former   = "validation-deny-without-port",
		.category = "validation",
		.page     = &page_authorization_deny_without_port,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
