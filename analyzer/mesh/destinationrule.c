/* DestinationRules by namespace and host, and what istiod's merging makes of them. */
#include "mesh/destinationrule.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "mesh/destinationrule_index.h"
#include "mesh/internal.h"

static const struct subset *read_subsets(struct mesh *m, struct destinationrule *r)
{
	const struct node *list = node_get(r->resource->spec, KEY_subsets);
	struct subset *subsets;

	if (!node_is_list(list))
		return NULL;
	subsets = arena_array(m->arena, struct subset, list->n);
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		struct subset s = {.rule = r, .node = n, .name_node = node_get(n, KEY_name)};

		s.name = node_text(s.name_node);
		s.labels = node_get(n, KEY_labels);
		s.policy = node_get(n, KEY_trafficPolicy);
		if (s.name)
			subsets[r->n_subsets++] = s;
	}
	return subsets;
}

static int by_address(const void *a, const void *b)
{
	const struct str *const *x = a, *const *y = b;

	return (*x > *y) - (*x < *y);
}

/* The entries as a set; a rule with workloadSelector is private whatever they say. */
static void read_export_to(struct mesh *m, struct destinationrule *r)
{
	const struct node *list = node_get(r->resource->spec, KEY_exportTo);
	size_t room = node_is_list(list) ? list->n : 0, n = 0;
	const struct str **set = arena_array(m->arena, const struct str *, room + 1), *last = NULL;

	for (const struct node *e = room ? node_first(list) : NULL; e && !r->selector; e = node_next(e))
		if (node_text(e))
			set[n++] = node_text(e);
	if (r->selector)
		set[n++] = pool_text(m->pool, ".");
	if (n > 1)
		qsort(set, n, sizeof *set, by_address);
	for (size_t i = 0; i < n; i++) {
		if (set[i] != last)
			set[r->n_export_to++] = set[i];
		last = set[i];
	}
	r->export_to = set;
}

static void read_rule(struct mesh *m, struct destinationrule *r)
{
	r->host_node = node_get(r->resource->spec, KEY_host);
	r->text = node_text(r->host_node);
	r->host = r->text ? host_expand(m, r->text, r->resource->ns) : NULL;
	r->policy = node_get(r->resource->spec, KEY_trafficPolicy);
	r->selector = node_get(r->resource->spec, KEY_workloadSelector);
	if (node_is_null(r->policy))
		r->policy = NULL;
	if (node_is_null(r->selector))
		r->selector = NULL;
	r->exports = mesh_exports(m, r->resource);
	r->partial = r->resource->partial;
	r->subsets = read_subsets(m, r);
	read_export_to(m, r);
}
