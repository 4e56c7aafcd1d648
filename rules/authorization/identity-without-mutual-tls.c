/* A policy asks for identities of workloads that accept only plaintext. */
#include "rules/asked.h"
#include "rules/selectors.h"
#include "world/peerauthentication.h"

/* Where the policy is in force, and what makes it so. */
struct plaintext {
	const struct workload *workload;
	struct mtls mtls;
	bool denies;
};

/* Does the workload accept only plaintext on this port, for certain? */
static bool is_plaintext(struct pass *p, const struct workload *w, uint32_t port, struct mtls *out)
{
	return mesh_mtls(pass_mesh(p), w, port, pass_scratch(p), out) == YES && out->mode == MTLS_DISABLE;
}

/* On the port that Services do not name, and on each that they do? */
static bool is_plaintext_everywhere(struct pass *p, const struct workload *w, struct mtls *out)
{
	struct services all = workload_services(pass_mesh(p), w, pass_scratch(p));
	struct mtls other;

	if (w->dataplane != DATAPLANE_SIDECAR || workload_is_gateway(w) || !is_plaintext(p, w, 0, out))
		return false;
	for (size_t i = 0; i < all.n; i++)
		for (uint32_t k = 0; k < all.at[i]->n_ports; k++) {
			uint32_t target;

			if (all.at[i]->partial || port_target(&all.at[i]->ports[k], w, &target) != YES || !is_plaintext(p, w, target, &other))
				return false;
		}
	return true;
}

static void judge(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	const struct plaintext *at = with;
	const char *outcome = asked_in_vain(v, at->denies);

	if (!outcome)
		return;
	pass_report_key(p, r, v->list, "\"%s\" accepts only plaintext, so no caller has an identity there: the condition %s", at->workload->name->text, outcome);
	pass_note(p, at->mtls.policy->resource, at->mtls.node, "mutual TLS is disabled here");
}

static void visit(struct pass *p, const struct resource *r)
{
	struct plaintext at = { 0 };
	struct selection s;

	if (!policy_decides(r, &at.denies) || !policy_selects_exactly(p, r, &s))
		return;
	for (size_t i = 0; i < s.n; i++)
		if (!is_plaintext_everywhere(p, s.at[i], &at.mtls))
			return;
	at.workload = s.at[0];
	asked_of_identities_each(p, r, &at, judge);
}

extern const struct page page_authorization_identity_without_mutual_tls;

const struct rule rule_authorization_identity_without_mutual_tls = {
	.notice = {
		.code     = "AP015",
		.name     = "authorization-identity-without-mutual-tls",
		.summary  = "AuthorizationPolicy asks for identities where mutual TLS is disabled",
		.severity = SEVERITY_ERROR,
		.category = "security",
		.page     = &page_authorization_identity_without_mutual_tls,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
