/* A request principal is of an issuer whose JWTs nothing validates there. */
#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "keys.h"
#include "rules/asked.h"
#include "rules/selectors.h"
#include "traffic/token.h"
#include "traffic/value.h"

/* The issuers of which workloads that are alike take JWTs. */
struct issuers {
	struct authentications all;
	struct map texts;         /* of each that is told */
	const struct node *last;  /* of these */
	const struct resource *of;
	bool untold;              /* one is not */
};

/* The issuers of each workload of a selection, once where workloads are alike. */
struct places {
	VEC(const struct issuers *) list;
	const struct issuers *last; /* that are any */
};

static void read_issuers(struct issuers *x, struct arena *arena)
{
	for (size_t i = 0; i < x->all.n; i++)
		for (const struct node *rule = node_first(node_get(x->all.at[i]->spec, KEY_jwtRules)); rule; rule = node_next(rule)) {
			const struct node *issuer = node_get(rule, KEY_issuer);

			if (!node_text(issuer)) {
				x->untold = true;
				continue;
			}
			*map_at(arena, &x->texts, node_text(issuer), NULL, NULL) = x;
			x->last = issuer;
			x->of = x->all.at[i];
		}
}

static const struct issuers *issuers_of(struct pass *p, const struct workload *w)
{
	static const char question;
	struct authentications all = workload_authentications(pass_mesh(p), w, pass_scratch(p));
	struct kept *k = all.alike ? mesh_kept(pass_mesh(p), &question, all.alike, NULL) : NULL;
	struct arena *arena = k ? k->arena : pass_scratch(p);
	struct issuers *x = k ? k->found : NULL;

	if (x)
		return x;
	x = arena_new(arena, struct issuers);
	x->all = all;
	read_issuers(x, arena);
	if (k)
		k->found = x;
	return x;
}

static const struct places *places_of(struct pass *p, const struct selection *s)
{
	static const char question;
	struct kept *k = s->known ? mesh_kept(pass_mesh(p), &question, s->known, NULL) : NULL;
	struct arena *arena = k ? k->arena : pass_scratch(p);
	struct places *out = k ? k->found : NULL;
	struct map seen = { 0 };

	if (out)
		return out;
	out = arena_new(arena, struct places);
	for (size_t i = 0; i < s->n; i++) {
		const struct issuers *x = issuers_of(p, s->at[i]);
		void **at = map_at(pass_scratch(p), &seen, x, NULL, NULL);

		if (!*at)
			vec_push(arena, &out->list, x);
		*at = out;
		if (x->last)
			out->last = x;
	}
	if (k)
		k->found = out;
	return out;
}

static bool is_taken(struct pass *p, const struct issuers *x, const char *value)
{
	size_t n = (size_t)(strrchr(value, '/') - value);
	const struct str *exact = value[0] == '*' ? NULL : pool_find(mesh_pool(pass_mesh(p)), value, n);

	if (x->untold || (exact && map_get(&x->texts, exact, NULL, NULL)))
		return true;
	for (size_t i = 0; value[0] == '*' && i < x->all.n; i++)
		for (const struct node *rule = node_first(node_get(x->all.at[i]->spec, KEY_jwtRules)); rule; rule = node_next(rule))
			if (issuer_may_be_taken(value, node_text(node_get(rule, KEY_issuer))->text))
				return true;
	return false;
}

struct asked {
	const struct selection *s;
	const struct places *places;
};

/* Is it in no workload's issuers? A value that is no principal at all is another fault. */
static void judge(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	const struct asked *asked = with;
	const struct issuers *last = asked->places->last;

	if (!last || !strchr(v->text->text, '/') || value_has_literal_star(v->text->text))
		return;
	for (size_t i = 0; i < asked->places->list.n; i++) {
		const struct issuers *x = asked->places->list.at[i];

		if (!x->all.known || !x->all.n || is_taken(p, x, v->text->text))
			return;
	}
	pass_report(p, r, v->node, "no RequestAuthentication for \"%s\" has the issuer of \"%s\", so it matches no request; JWTs of \"%s\" are validated there",
		asked->s->at[0]->name->text, v->text->text, node_text(last->last)->text);
	pass_note(p, last->of, last->last, "this issuer");
}

static void visit(struct pass *p, const struct resource *r)
{
	struct selection s;

	if (policy_only_watches(r) || !policy_asks_of_tokens(p, r) || !policy_selects_exactly(p, r, &s))
		return;
	asked_each(p, r, &asked_request_principal, &(struct asked){ &s, places_of(p, &s) }, judge);
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
