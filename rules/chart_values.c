/* Looks up values of charts. */
#include "rules/chart_values.h"

#include <string.h>

#include "keys.h"

/* The node at the end of the path, where there is a value that a template would print. */
static const struct node *value_at(const struct node *n, const char *path)
{
	const struct str *text;

	while (n && *path) {
		size_t len = strcspn(path, ".");
		const struct node *child = node_first(n);

		while (child && !(child->key && child->key->len == len && memcmp(child->key->text, path, len) == 0))
			child = node_next(child);
		n = child;
		path += len + (path[len] == '.');
	}
	text = node_text(n);
	return n && !node_is_null(n) && !(text && !text->len) ? n : NULL;
}

void values_each(struct pass *p, const struct mesh *m, const struct chart_value *values, size_t n,
	void (*report)(struct pass *p, const struct resource *r, const struct node *at, const struct chart_value *value))
{
	struct resources all = mesh_all(m);

	for (size_t i = 0; i < all.n; i++) {
		const struct resource *r = all.at[i];
		const struct node *given[3] = { r->chart_values, NULL, NULL };

		if (r->kind == KIND_ISTIO_OPERATOR) {
			given[1] = node_get(r->spec, KEY_values);
			given[2] = node_get(r->spec, KEY_unvalidatedValues);
		}
		for (size_t g = 0; g < 3; g++)
			for (size_t k = 0; given[g] && k < n; k++) {
				const struct node *at = value_at(given[g], values[k].path);

				if (at)
					report(p, r, at, &values[k]);
			}
	}
}
