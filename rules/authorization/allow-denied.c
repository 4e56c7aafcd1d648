/* What a rule allows, another policy denies. */
#include "base/map.h"
#include "base/vec.h"
#include "keys.h"
#include "rules/asked.h"
#include "traffic/cover.h"

#define MOST_COMPARED 64 /* DENY policies of a namespace; where there are more, less is found */
#define MOST_STEPS 2000000 /* of comparing, of all policies; where it takes more, less is found */

struct denials {
	VEC(const struct resource *) list;
};

/* The DENY policies of each namespace. */
struct denying {
	struct pass *p;
	struct map by_ns; /* namespace -> struct denials */
	struct covering covering;
};

static bool is_denial(const struct mesh *m, const struct resource *r)
{
	return str_is(node_get_text(r->spec, KEY_action), "DENY") && !policy_only_watches(r) && !r->partial && !r->patched && !r->altered
		&& mesh_twins(m, r).n < 2;
}

static void enter(struct denying *x, const struct resource *r)
{
	void **slot = map_at(pass_scratch(x->p), &x->by_ns, r->ns, NULL, NULL);
	struct denials *d;

	if (!*slot)
		*slot = arena_new(pass_scratch(x->p), struct denials);
	d = *slot;
	if (d->list.n < MOST_COMPARED)
		vec_push(pass_scratch(x->p), &d->list, r);
}

/* The rule of a policy that takes all that this one does; NULL. */
static const struct node *rule_of(struct covering *c, const struct resource *deny, const struct resource *r, const struct node *rule)
{
	for (const struct node *d = node_first(node_get(deny->spec, KEY_rules)); d && c->left; d = node_next(d), c->left -= c->left > 0)
		if (rule_covers(c, d, rule, deny->ns == r->ns))
			return d;
	return NULL;
}

static bool judge(struct denying *x, const struct resource *r, const struct node *rule, const struct str *ns)
{
	const struct denials *all = map_get(&x->by_ns, ns, NULL, NULL);

	for (size_t i = 0; all && i < all->list.n; i++) {
		const struct resource *deny = all->list.at[i];
		const struct node *by = policy_reaches(pass_mesh(x->p), deny, r) && resource_together(r, deny) == YES ? rule_of(&x->covering, deny, r, rule) : NULL;

		if (!by)
			continue;
		pass_report(x->p, r, rule, "this rule allows nothing: AuthorizationPolicy \"%s\" (DENY) denies every request that it matches", deny->name->text);
		pass_note(x->p, deny, by, "the rule that denies them");
		return true;
	}
	return false;
}

static void judge_all(struct denying *x, const struct resource *r)
{
	const struct str *action = node_get_text(r->spec, KEY_action), *root = mesh_root_namespace(pass_mesh(x->p));

	if ((action && !str_is(action, "ALLOW")) || policy_only_watches(r))
		return;
	for (const struct node *rule = node_first(node_get(r->spec, KEY_rules)); rule; rule = node_next(rule))
		if (!judge(x, r, rule, r->ns) && r->ns != root)
			judge(x, r, rule, root);
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct resources all = mesh_of(m, KIND_AUTHORIZATION_POLICY);
	struct denying x = { .p = p, .covering = { pass_scratch(p), MOST_STEPS } };

	for (size_t i = 0; i < all.n; i++)
		if (is_denial(m, all.at[i]))
			enter(&x, all.at[i]);
	for (size_t i = 0; i < all.n && x.by_ns.n; i++)
		judge_all(&x, all.at[i]);
}

extern const struct page page_authorization_allow_denied;

const struct rule rule_authorization_allow_denied = {
	.notice = {
		.code     = "AP014",
		.name     = "authorization-allow-denied",
		.summary  = "AuthorizationPolicy allows only what another one denies",
		.severity = SEVERITY_ERROR,
		.category = "security",
		.page     = &page_authorization_allow_denied,
	},
	.reads   = KIND_BIT(KIND_AUTHORIZATION_POLICY),
	.survey  = survey,
};
