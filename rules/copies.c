/* Pairs of objects with one identity. */
#include "rules/copies.h"

#include <string.h>

#include "base/map.h"
#include "keys.h"

#define MOST_COMPARED 64 /* copies of one object that are held against a later one */

/* How many copies a file holds of objects of another one. */
struct pair {
	const struct resource *first, *again; /* the first such */
	size_t n;
};

/* Files of one name in two folders are one set of objects for two places, such as environments. */
static bool are_alternatives(const struct resource *a, const struct resource *b)
{
	const char *x = a->document->source->name, *y = b->document->source->name;
	const char *base_x = strrchr(x, '/'), *base_y = strrchr(y, '/');

	return strcmp(x, y) != 0 && strcmp(base_x ? base_x + 1 : x, base_y ? base_y + 1 : y) == 0;
}

/* A ConfigMap of istiod's own: the mesh configuration, or the injector's. */
static bool is_istiods(const struct resource *r)
{
	return str_is(r->name, "istio") || str_starts(r->name, "istio-");
}

/* Of Secrets istiod reads certificates and CA certificates (credentials/kube/secrets.go). */
static bool is_certificate(const struct resource *r)
{
	static const char *const parts[] = {"tls.crt", "cert", "ca.crt", "cacert"};
	static const uint32_t maps[] = {KEY_data, KEY_stringData};

	if (str_is(node_get_text(r->root, KEY_type), "kubernetes.io/tls"))
		return true;
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
			if (node_find(node_get(r->root, maps[i]), parts[k]))
				return true;
	return false;
}

/* Does anything of the mesh depend on which copy the cluster keeps? */
static bool is_read(const struct resource *r)
{
	switch (r->kind) {
	case KIND_OTHER:
	case KIND_NODE:
	case KIND_CUSTOM_RESOURCE_DEFINITION:
	case KIND_VALIDATING_WEBHOOK:
	case KIND_CERTIFICATE:
	case KIND_EXTERNAL_SECRET:
	case KIND_SEALED_SECRET:
		return false;
	case KIND_CONFIG_MAP:
		return is_istiods(r);
	case KIND_SECRET:
		return is_certificate(r);
	default:
		return true;
	}
}

static const struct resource *first_of(const struct resources *group, const struct resource *again)
{
	for (size_t i = 0; group->at[i] != again && i < MOST_COMPARED; i++)
		if (resource_beside(group->at[i], again) == YES && !are_alternatives(group->at[i], again))
			return group->at[i];
	return NULL;
}

void copies_each(struct pass *p, const struct mesh *m, bool same,
	void (*report)(struct pass *p, const struct resource *first, const struct resource *again, size_t more))
{
	struct arena *a = pass_scratch(p);
	struct map pairs = { 0 };
	VEC(struct pair *) list = { 0 };
	size_t n;
	const struct resources *groups = mesh_duplicates(m, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 1; k < groups[i].n && is_read(groups[i].at[0]); k++) {
			const struct resource *again = groups[i].at[k], *first = first_of(&groups[i], again);
			struct pair **place;

			if (!first || node_same(first->root, again->root) != same)
				continue;
			place = (struct pair **)map_at(a, &pairs, first->document->source, again->document->source, NULL);
			if (!*place) {
				*place = arena_new(a, struct pair);
				**place = (struct pair){ .first = first, .again = again };
				vec_push(a, &list, *place);
			}
			(*place)->n++;
			if (again->order < (*place)->again->order) {
				(*place)->first = first;
				(*place)->again = again;
			}
		}
	for (size_t i = 0; i < list.n; i++)
		report(p, list.at[i]->first, list.at[i]->again, list.at[i]->n - 1);
}
