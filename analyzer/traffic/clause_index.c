/* Files the rules of policies under the clients that they name. */
#include "traffic/clause_index.h"

struct clause_index {
	const struct mesh *m;
	struct naming names[POLICY_AUDIT];
};

const struct clause_index *clause_index_make(const struct mesh *m, const struct access_policies *all, struct arena *arena)
{
	struct clause_index *index = arena_new(arena, struct clause_index);

	index->m = m;
	for (int action = POLICY_CUSTOM; action < POLICY_AUDIT; action++)
		for (size_t i = 0; i < all->clauses[action].list.n; i++) {
			const struct access_clause *c = &all->clauses[action].list.at[i];
			struct naming_rule r = { m, c->policy->resource->ns, arena, &index->names[action], i };

			if (c->rule)
				rule_names(&r, c->rule);
			else
				naming_add(r.to, arena, &(struct name_key){ NULL, NULL }, i);
		}
	return index;
}

struct numbers clause_index_find(const struct clause_index *index, const struct access_policies *all, enum policy_action action,
	const struct str *identity, struct arena *arena)
{
	struct numbers out = { { NULL, 0, 0 } };

	if (index && naming_find(&index->names[action], index->m, identity, arena, &out))
		return out;
	for (size_t i = 0; i < all->clauses[action].list.n; i++)
		vec_push(arena, &out.list, i);
	return out;
}
