/* JWTs are validated where they are there, and nothing asks for them. */
#include "keys.h"
#include "rules/asked.h"
#include "rules/selectors.h"
#include "traffic/authorization.h"
#include "traffic/token.h"
#include "world/anywhere.h"

/* May the policy be what asks for the JWT: by a condition, or by an authorizer that sees the request? */
static bool may_ask(struct pass *p, const struct access_policy *policy)
{
	return policy->garbled || policy->action == POLICY_CUSTOM || policy_asks_of_tokens(p, policy->resource);
}

/* Workloads that are alike have the same policies. */
static bool any_asks(struct pass *p, const struct access_policies *all)
{
	static const char question;
	static bool answers[] = { false, true };
	struct kept *k = all->alike ? mesh_kept(pass_mesh(p), &question, all->alike, NULL) : NULL;
	bool any = false;

	if (k && k->found)
		return *(const bool *)k->found;
	for (size_t i = 0; i < all->n && !any; i++)
		any = may_ask(p, &all->at[i]);
	if (k)
		k->found = &answers[any];
	return any;
}

/* Does nothing at the workload ask for one, and are the policies there known? */
static bool asks_nobody(struct pass *p, const struct workload *w)
{
	const struct mesh *m = pass_mesh(p);
	struct access_policies all = workload_access_policies(m, w, NULL, pass_scratch(p));

	if (w->dataplane != DATAPLANE_SIDECAR || workload_is_gateway(w) || all.missing || anywhere_more(m, KIND_AUTHORIZATION_POLICY, w->ns)
			|| anywhere_more(m, KIND_AUTHORIZATION_POLICY, mesh_root_namespace(m)) || !workload_authentications(m, w, pass_scratch(p)).known)
		return false;
	return !any_asks(p, &all);
}

/* Is what the token says handed on to the application, which may well ask for it? */
static bool is_handed_on(const struct resource *r)
{
	for (const struct node *rule = node_first(node_get(r->spec, KEY_jwtRules)); rule; rule = node_next(rule))
		if (node_has(rule, KEY_forwardOriginalToken) || node_has(rule, KEY_outputPayloadToHeader) || node_has(rule, KEY_outputClaimToHeaders))
			return true;
	return false;
}

static void visit(struct pass *p, const struct resource *r)
{
	static const struct workload_question unasked = { asks_nobody };
	struct selection s;

	if (!node_first(node_get(r->spec, KEY_jwtRules)) || is_handed_on(r))
		return;
	if (!policy_selects_exactly(p, r, &s) || !selection_all(p, &s, &unasked))
		return;
	pass_report(p, r, NULL, "no AuthorizationPolicy for \"%s\" asks for a JWT, so requests without one are accepted", s.at[0]->name->text);
	pass_note(p, s.at[0]->resource, s.at[0]->at, "the workload");
}

extern const struct page page_requestauthentication_token_not_required;

const struct rule rule_requestauthentication_token_not_required = {
	.notice = {
		.code     = "RA002",
		.name     = "requestauthentication-token-not-required",
		.summary  = "RequestAuthentication without AuthorizationPolicy that requires a JWT",
		.severity = SEVERITY_WARNING,
		.category = "security",
		.page     = &page_requestauthentication_token_not_required,
	},
	.subject = KIND_REQUEST_AUTHENTICATION,
	.visit   = visit,
};
