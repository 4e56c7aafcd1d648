/* Pairs of objects with one identity. */
#include "rules/object/copies.h"

void copies_each(struct pass *p, const struct mesh *m, bool same,
	void (*visit)(struct pass *p, const struct resource *first, const struct resource *again))
{
	size_t n;
	const struct resources *groups = mesh_duplicates(m, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 1; k < groups[i].n; k++) {
			const struct resource *again = groups[i].at[k], *first = NULL;

			for (size_t j = 0; j < k && !first; j++)
				if (resource_beside(groups[i].at[j], again) == YES)
					first = groups[i].at[j];
			if (first && node_same(first->root, again->root) == same)
				visit(p, first, again);
		}
}
