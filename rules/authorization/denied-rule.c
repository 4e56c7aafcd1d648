/* All that a rule allows, rules of DENY policies deny together. */
#include "base/map.h"
#include "keys.h"
#include "rules/asked.h"
#include "rules/denials.h"
#include "rules/selectors.h"
#include "traffic/callers.h"
#include "traffic/contradiction.h"
#include "traffic/cover.h"

#define MOST_WORKLOADS 64 /* of a policy: one for more is not judged */
#define MOST_RULES 32     /* of a policy: the first ones are judged */
#define MOST_STEPS 2000000 /* of comparing, of all policies; where it takes more, less is found */
#define MOST_JUDGED 2000  /* rules of a mesh, for each set of DENY policies: the first ones are judged */

/* What is asked for, and a request that shows the answer. */
struct denied {
	struct pass *p;
	struct census *census;
	struct map denying; /* namespaces with DENY policies */
	struct covering covering;
	struct sample sample;
	size_t n_judged;
};

/* Is it said already of one rule that it denies all that this one allows? */
static bool is_covered(struct covering *c, const struct access_clauses *denials, const struct resource *r, const struct node *rule)
{
	for (size_t i = 0; i < denials->list.n; i++) {
		const struct access_clause *d = &denials->list.at[i];

		if (d->rule && rule_covers(c, d->rule, rule, d->policy->resource->ns == r->ns))
			return true;
	}
	return false;
}

/* Are all requests that the rule allows denied by these, and are there any? */
static bool is_dead(struct denied *x, const struct resource *r, const struct node *rule, const struct workload *w, const struct access_clauses *denials)
{
	if (x->n_judged++ > MOST_JUDGED || denials_are_many(x->p, rule, denials) || is_covered(&x->covering, denials, r, rule))
		return false;
	return census_rule_passes(x->census, w, r, rule, denials, &x->sample) == NO && x->sample.by.resource;
}

/* "GET /a", "a request" */
static const char *request_text(struct pass *p, const struct sample *s)
{
	const char *path = s->http && s->path ? s->path : NULL, *host = s->http ? s->host : NULL;
	const char *to = host ? arena_printf(pass_scratch(p), " to \"%s\"", host) : "";

	if (s->http && s->method)
		return arena_printf(pass_scratch(p), path ? "%s %s%s" : "a %s%s%s", s->method, path ? path : " request", to);
	return arena_printf(pass_scratch(p), path ? "a request for %s%s" : "a request%s%s", path ? path : "", to);
}

static void report(struct denied *x, const struct resource *r, const struct node *rule, const struct workload *w)
{
	const struct sample *s = &x->sample;

	pass_report(x->p, r, rule, "this rule allows nothing to \"%s\": DENY policies deny every request that it matches, such as %s from %s",
		w->name->text, request_text(x->p, s),
		s->identity ? arena_printf(pass_scratch(x->p), "\"%s\"", s->identity->text) : "a client without identity");
	pass_note(x->p, s->by.resource, s->by.node, "this denies that request");
}

static void judge(struct denied *x, const struct resource *r, const struct selection *s)
{
	const struct node *rule = node_first(node_get(r->spec, KEY_rules));
	struct access_clauses *at = arena_array(pass_scratch(x->p), struct access_clauses, s->n);
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (!workload_denials(x->p, r, s->at[i], &at[n]))
			return;
		if (!n || !denials_are_same(&at[n], &at[n - 1]))
			n++;
	}
	for (size_t i = 0; rule && i < MOST_RULES; i++, rule = node_next(rule)) {
		bool dead = !rule_is_opaque(rule);

		for (size_t k = 0; k < n && dead; k++)
			dead = is_dead(x, r, rule, s->at[0], &at[k]);
		if (dead)
			report(x, r, rule, s->at[0]);
	}
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct resources all = mesh_of(m, KIND_AUTHORIZATION_POLICY);
	struct denied x = { .p = p, .covering = { pass_scratch(p), MOST_STEPS } };
	bool denies;

	for (size_t i = 0; i < all.n; i++)
		if (policy_decides(all.at[i], &denies) && denies)
			*map_at(pass_scratch(p), &x.denying, all.at[i]->ns, NULL, NULL) = &x;
	for (size_t i = 0; i < all.n && x.denying.n; i++) {
		const struct resource *r = all.at[i];
		struct selection s;

		if (!policy_decides(r, &denies) || denies || r->patched || !node_first(node_get(r->spec, KEY_rules)) || !policy_selects_exactly(p, r, &s) || s.n > MOST_WORKLOADS)
			continue;
		if (!map_get(&x.denying, r->ns, NULL, NULL) && !map_get(&x.denying, mesh_root_namespace(m), NULL, NULL))
			continue;
		if (!x.census)
			x.census = census_new(m, pass_scratch(p));
		judge(&x, r, &s);
	}
	if (x.census)
		census_release(x.census);
}

extern const struct page page_authorization_denied_rule;

const struct rule rule_authorization_denied_rule = {
	.notice = {
		.code     = "AP017",
		.name     = "authorization-denied-rule",
		.summary  = "AuthorizationPolicy rule whose requests DENY policies deny together",
		.severity = SEVERITY_ERROR,
		.category = "security",
		.page     = &page_authorization_denied_rule,
	},
	.reads   = KIND_BIT(KIND_AUTHORIZATION_POLICY),
	.survey  = survey,
};
