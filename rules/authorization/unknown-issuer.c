/* A request principal is of an issuer whose JWTs nothing validates there. */
#include <string.h>

#include "keys.h"
#include "rules/asked.h"
#include "rules/selectors.h"
#include "traffic/token.h"
#include "traffic/value.h"

/* The issuers of which a workload takes JWTs. */
struct issuers {
	const struct authentications *all;
	const struct node *first; /* one that it takes */
	const struct resource *of;
};

static bool is_taken(struct issuers *x, const char *value)
{
	for (size_t i = 0; i < x->all->n; i++)
		for (const struct node *rule = node_first(node_get(x->all->at[i]->spec, KEY_jwtRules)); rule; rule = node_next(rule)) {
			const struct node *issuer = node_get(rule, KEY_issuer);

			if (!node_text(issuer) || issuer_may_be_taken(value, node_text(issuer)->text))
				return true;
			x->first = issuer;
			x->of = x->all->at[i];
		}
	return false;
}

/* Is it in no workload's issuers? A value that is no principal at all is another fault. */
static void judge(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	const struct selection *s = with;
	struct issuers x = { 0 };

	if (!strchr(v->text->text, '/') || value_has_literal_star(v->text->text))
		return;
	for (size_t i = 0; i < s->n; i++) {
		struct authentications a = workload_authentications(pass_mesh(p), s->at[i], pass_scratch(p));

		x.all = &a;
		if (!a.known || !a.n || is_taken(&x, v->text->text))
			return;
	}
	if (!x.first)
		return;
	pass_report(p, r, v->node, "no RequestAuthentication for \"%s\" has the issuer of \"%s\", so it matches no request; JWTs of \"%s\" are validated there",
		s->at[0]->name->text, v->text->text, node_text(x.first)->text);
	pass_note(p, x.of, x.first, "this issuer");
}

static void visit(struct pass *p, const struct resource *r)
{
	struct selection s;

	if (!policy_only_watches(r) && policy_selects_exactly(p, r, &s))
		asked_each(p, r, &asked_request_principal, &s, judge);
}

extern const struct page page_authorization_unknown_issuer;

const struct rule rule_authorization_unknown_issuer = {
	.notice = {
		.code     = "AP012",
		.name     = "authorization-unknown-issuer",
		.summary  = "AuthorizationPolicy names an issuer whose JWTs are not validated",
		.severity = SEVERITY_WARNING,
		.category = "security",
		.page     = &page_authorization_unknown_issuer,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
