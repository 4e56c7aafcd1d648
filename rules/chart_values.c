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

/* Is the version "1.N..." of this minor release or a later one? */
static bool is_since(const struct str *version, uint32_t since)
{
	uint32_t minor = 0;
	const char *at = version->text + (version->text[0] == 'v');

	if (strncmp(at, "1.", 2) != 0)
		return false;
	for (at += 2; *at >= '0' && *at <= '9' && minor < 1000; at++)
		minor = 10 * minor + (uint32_t)(*at - '0');
	return minor >= since;
}

/* Does the object say itself which release it installs, and is that an older one, or one that cannot be told? */
static bool names_other_release(const struct resource *r, const struct node *values, uint32_t since)
{
	const struct node *said[] = {
		node_get(r->spec, KEY_tag), node_at(values, KEY_global, KEY_tag, 0), node_at(r->spec, KEY_chart, KEY_spec, KEY_version, 0),
		node_at(r->spec, KEY_source, KEY_targetRevision, 0),
	};

	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		if (node_text(said[i]) && node_text(said[i])->len && !is_since(node_text(said[i]), since))
			return true;
	return false;
}

static void look_up(struct pass *p, const struct resource *r, const struct node *given, const struct chart_value *values, size_t n,
	void (*report)(struct pass *p, const struct resource *r, const struct node *at, const struct chart_value *value))
{
	for (size_t k = 0; k < n; k++) {
		const struct node *at = value_at(given, values[k].path);

		if (at)
			report(p, r, at, &values[k]);
	}
}

void values_each(struct pass *p, const struct mesh *m, uint32_t since, const struct chart_value *values, size_t n,
	void (*report)(struct pass *p, const struct resource *r, const struct node *at, const struct chart_value *value))
{
	struct resources all = mesh_all(m);

	if (mesh_release(m) && mesh_release(m) < since)
		return;
	for (size_t i = 0; i < all.n; i++) {
		const struct resource *r = all.at[i];
		const struct node *given[3] = { r->chart_values, NULL, NULL };

		if (r->kind == KIND_ISTIO_OPERATOR) {
			given[1] = node_get(r->spec, KEY_values);
			given[2] = node_get(r->spec, KEY_unvalidatedValues);
		}
		for (size_t g = 0; g < 3; g++)
			if (given[g] && !names_other_release(r, given[g], since))
				look_up(p, r, given[g], values, n, report);
	}
}
