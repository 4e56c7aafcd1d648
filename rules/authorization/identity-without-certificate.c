/* A policy asks for identities at a gateway that asks its clients for no certificates. */
#include "rules/asked.h"
#include "rules/selectors.h"
#include "traffic/certificate.h"

/* Where the policy is in force. */
struct gate {
	const struct workload *workload;
	const struct server *server;
	bool denies;
};

static void judge(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	const struct gate *gate = with;
	const char *outcome = asked_in_vain(v, gate->denies);

	if (!outcome)
		return;
	pass_report_key(p, r, v->list, "no server of gateway \"%s\" asks clients for a certificate, so no caller has an identity there: the condition %s",
		gate->workload->name->text, outcome);
	pass_note(p, gate->server->gateway->resource, gate->server->tls_node ? gate->server->tls_node : gate->server->node, "a server of its Gateway");
}

/* Are all its workloads gateways without client certificates? */
static bool find_gate(struct pass *p, const struct resource *r, const struct certificate_asks *asks, struct gate *out)
{
	struct selection s;

	if (!policy_selects_exactly(p, r, &s))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		out->workload = s.at[i];
		if (!workload_is_gateway(s.at[i]) || s.at[i]->dataplane != DATAPLANE_SIDECAR || workload_asks_certificates(asks, s.at[i], &out->server) != NO
				|| resource_together(r, out->server->gateway->resource) != YES)
			return false;
	}
	return true;
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct resources all = mesh_of(m, KIND_AUTHORIZATION_POLICY);
	struct certificate_asks asks;

	certificate_asks_make(m, pass_scratch(p), &asks);
	for (size_t i = 0; i < all.n; i++) {
		struct gate gate = { 0 };

		if (policy_decides(all.at[i], &gate.denies) && policy_asks_of_identities(p, all.at[i]) && find_gate(p, all.at[i], &asks, &gate))
			asked_of_identities_each(p, all.at[i], &gate, judge);
	}
}

extern const struct page page_authorization_identity_without_certificate;

const struct rule rule_authorization_identity_without_certificate = {
	.notice = {
		.code     = "AP016",
		.name     = "authorization-identity-without-certificate",
		.summary  = "AuthorizationPolicy asks for identities at a gateway that asks for no client certificates",
		.severity = SEVERITY_WARNING,
		.category = "security",
		.page     = &page_authorization_identity_without_certificate,
	},
	.reads   = KIND_BIT(KIND_AUTHORIZATION_POLICY) | KIND_BIT(KIND_GATEWAY) | KIND_BIT(KIND_K8S_GATEWAY) | KIND_BIT(KIND_ENVOY_FILTER)
		| KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_STATEFUL_SET) | KIND_BIT(KIND_POD),
	.survey  = survey,
};
