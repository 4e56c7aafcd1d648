/* The rules of DENY in force at workloads. */
#include "rules/denials.h"

#include "traffic/contradiction.h"

#define MOST_VALUES 256 /* of a rule and the rules of DENY, each of which counts as one more */

bool workload_denials(struct pass *p, const struct resource *r, const struct workload *w, struct access_clauses *out)
{
	struct access_policies all = workload_access_policies(pass_mesh(p), w, NULL, pass_scratch(p));

	access_policies_order(pass_mesh(p), &all, pass_scratch(p));
	*out = (struct access_clauses){ { NULL, 0, 0 } };
	for (size_t i = 0; i < all.clauses[POLICY_DENY].list.n; i++) {
		const struct access_clause *d = &all.clauses[POLICY_DENY].list.at[i];

		if (d->rule && d->policy->applies == YES && !rule_is_opaque(d->rule) && resource_together(r, d->policy->resource) == YES)
			vec_push(pass_scratch(p), &out->list, *d);
	}
	return w->dataplane == DATAPLANE_SIDECAR && out->list.n;
}

bool denials_are_same(const struct access_clauses *a, const struct access_clauses *b)
{
	for (size_t i = 0; i < a->list.n && a->list.n == b->list.n; i++)
		if (a->list.at[i].rule != b->list.at[i].rule)
			return false;
	return a->list.n == b->list.n;
}

static void count(void *context, const struct condition_value *v)
{
	(void)v;
	++*(size_t *)context;
}

bool denials_are_many(struct pass *p, const struct node *rule, const struct access_clauses *denials)
{
	size_t n = 0;

	rule_values(rule, pass_scratch(p), count, &n);
	for (size_t i = 0; i < denials->list.n && n <= MOST_VALUES; i++, n++)
		rule_values(denials->list.at[i].rule, pass_scratch(p), count, &n);
	return n > MOST_VALUES;
}
