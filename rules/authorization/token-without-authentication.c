/* A policy asks for JWTs where nothing validates them. */
#include "rules/asked.h"
#include "rules/selectors.h"
#include "traffic/token.h"

/* Where the policy is in force. */
struct place {
	const struct workload *workload; /* one of its workloads, for all of which it is the same; NULL: it need not be */
	bool denies;
};

static bool is_tokenless(struct pass *p, const struct workload *w)
{
	struct authentications a = workload_authentications(pass_mesh(p), w, pass_scratch(p));

	return a.known && !a.n && w->dataplane == DATAPLANE_SIDECAR;
}

/* One of its workloads, where those are all and no request to any of them has a JWT that is validated; NULL. */
static const struct workload *tokenless(struct pass *p, const struct resource *r)
{
	static const struct workload_question without = { is_tokenless };
	struct selection s;

	return policy_selects_exactly(p, r, &s) && selection_all(p, &s, &without) ? s.at[0] : NULL;
}

static void judge(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	const struct place *place = with;
	const char *outcome = asked_in_vain(v, place->denies);

	if (!outcome)
		return;
	pass_report_key(p, r, v->list, "no RequestAuthentication validates JWTs for \"%s\", so no request has a principal or claims: the condition %s",
		place->workload->name->text, outcome);
	pass_note(p, place->workload->resource, place->workload->at, "the workload");
}

static void visit(struct pass *p, const struct resource *r)
{
	struct place place = { 0 };

	if (!policy_decides(r, &place.denies))
		return;
	place.workload = policy_asks_of_tokens(p, r) ? tokenless(p, r) : NULL;
	if (place.workload)
		asked_of_tokens_each(p, r, &place, judge);
}

extern const struct page page_authorization_token_without_authentication;

const struct rule rule_authorization_token_without_authentication = {
	.notice = {
		.code     = "AP011",
		.name     = "authorization-token-without-authentication",
		.summary  = "AuthorizationPolicy asks for JWTs where no RequestAuthentication validates them",
		.severity = SEVERITY_WARNING,
		.category = "security",
		.page     = &page_authorization_token_without_authentication,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
