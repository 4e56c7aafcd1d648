/* Chooses the Sidecar of a workload. */
#include "world/sidecar.h"

#include "base/vec.h"
#include "keys.h"
#include "object/age.h"
#include "world/selecting.h"

struct choice {
	const struct mesh *m;
	const struct workload *w;
	struct arena *arena;
	VEC(const struct resource *) list;
	bool sure; /* one of the list is in force for certain, unless one before it is */
};

static bool has_selector(const struct resource *r)
{
	return node_has(r->spec, KEY_workloadSelector);
}

static enum truth sidecar_takes(const struct resource *r, const struct workload *w)
{
	const struct node *selector = node_get(r->spec, KEY_workloadSelector), *labels = node_get(selector, KEY_labels);
	enum truth t;

	if ((!selector && has_selector(r)) || (!labels && node_has(selector, KEY_labels)))
		t = UNKNOWN;
	else
		t = workload_matches(w, node_is_map(labels) ? labels : NULL);
	return r->partial || r->patched || r->altered ? truth_and(t, UNKNOWN) : t;
}

/* Those of a namespace with a selector, or those without: all that no one is older than that takes the workload for certain. */
static void choose_in(struct choice *c, const struct str *ns, bool with)
{
	struct resources all = mesh_selecting(c->m, KIND_SIDECAR, ns, c->w, c->arena);
	const struct resource *oldest = NULL;

	for (size_t i = 0; i < all.n; i++)
		if (has_selector(all.at[i]) == with && sidecar_takes(all.at[i], c->w) == YES) {
			c->sure = true;
			if (!oldest || resource_by_age(all.at[i], oldest) < 0)
				oldest = all.at[i];
		}
	for (size_t i = 0; i < all.n; i++)
		if (has_selector(all.at[i]) == with && sidecar_takes(all.at[i], c->w) != NO
				&& !(oldest && (resource_is_older(oldest, all.at[i]) == YES || resource_is_copy(oldest, all.at[i]))))
			vec_push(c->arena, &c->list, all.at[i]);
}

struct sidecars workload_sidecars(const struct mesh *m, const struct workload *w, struct arena *arena)
{
	struct choice c = { .m = m, .w = w, .arena = arena };

	choose_in(&c, w->ns, true);
	if (!c.sure)
		choose_in(&c, w->ns, false);
	if (!c.sure && w->ns != mesh_root_namespace(m))
		choose_in(&c, mesh_root_namespace(m), false);
	if (!c.sure)
		vec_push(arena, &c.list, NULL);
	return (struct sidecars){ c.list.at, c.list.n };
}

const struct resource *namespace_sidecar(const struct mesh *m, const struct str *ns, size_t *n)
{
	struct resources all = mesh_in(m, KIND_SIDECAR, ns);
	const struct resource *found = NULL;

	*n = 0;
	for (size_t i = 0; i < all.n; i++)
		if (!has_selector(all.at[i])) {
			found = all.at[i];
			++*n;
		}
	return found;
}
