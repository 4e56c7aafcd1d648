/* The same object is written twice. */
#include "lint/rule.h"
#include "mesh/mesh.h"

static void survey(struct pass *p, const struct mesh *m)
{
	size_t n;
	const struct resources *groups = mesh_duplicates(m, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 1; k < groups[i].n; k++) {
			const struct resource *first = groups[i].at[0], *again = groups[i].at[k];

			if (first->namespaced && resource_beside(first, again) != YES)
				continue;
			pass_report(p, again, NULL, "%s \"%s\" is defined twice; a cluster keeps only one of them",
				again->kind_name->text, again->name->text);
			pass_note(p, first, NULL, "also defined here");
		}
}

extern const struct page page_object_duplicate;

const struct rule rule_object_duplicate = {
	.notice = {
		.code     = "OB001",
		.name     = "object-duplicate",
		.summary  = "The same resource twice",
		.severity = SEVERITY_WARNING,
		.category = "objects",
		.page     = &page_object_duplicate,
	},
	.survey  = survey,
};
