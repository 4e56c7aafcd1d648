/* Is what a patch is placed by there when istiod applies it? */
#include "rules/anchors.h"

#include "keys.h"
#include "world/anywhere.h"

static const struct str *operation_of(const struct node *patch)
{
	return node_text(node_at(patch, KEY_patch, KEY_operation, 0));
}

/* Does it take effect only where the filter is there already? MERGE does not: istiod merges when all are inserted. */
static bool is_placed(const struct str *operation)
{
	return str_is(operation, "INSERT_BEFORE") || str_is(operation, "INSERT_AFTER") || str_is(operation, "REMOVE") || str_is(operation, "REPLACE");
}

/* Where it is among the patches of its EnvoyFilter. */
static uint32_t place_of(const struct resource *r, const struct node *patch)
{
	uint32_t place = 0;

	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n != patch; n = node_next(n))
		place++;
	return place;
}

/* Is the insertion done before the patch of r that is in this place? UNKNOWN: their age decides. */
static enum truth is_done_before(const struct mesh *m, const struct filter_insertion *by, const struct resource *r, uint32_t place)
{
	if (by->resource == r)
		return by->place < place ? YES : NO;
	return envoyfilter_precedes(m, by->resource, r);
}

/* Does the object take the filter out first, to insert it anew in another place? */
static bool is_moved(const struct filter_insertion *by, const struct resource *r, const struct node *patch)
{
	return by->resource == r && str_is(operation_of(patch), "REMOVE");
}

/* Is it certain that both are applied, to the same proxies, as they are written? */
static bool is_sure(const struct mesh *m, const struct resource *a, const struct resource *b)
{
	return a == b || (envoyfilters_meet(m, a, b) == YES && resource_together(a, b) == YES && !mesh_twins(m, a).n);
}

struct anchor_verdict anchor_judge(struct pass *p, const struct resource *r, const struct node *patch)
{
	const struct str *name = node_text(patch_anchor(patch));
	const struct mesh *m = pass_mesh(p);
	struct anchor_verdict v = { 0 };
	uint32_t place;

	if (!name || !is_placed(operation_of(patch)) || filter_is_istios(m, name) || mesh_twins(m, r).n || anywhere_more(m, KIND_ENVOY_FILTER, r->ns))
		return v;
	place = place_of(r, patch);
	for (const struct filter_insertion *by = mesh_filter_insertions(m, node_get_text(patch, KEY_applyTo), name); by; by = by->next) {
		enum truth before = is_done_before(m, by, r, place), meet = patches_meet(by->patch, patch);

		if (by->patch == patch || is_moved(by, r, patch) || meet == NO || (by->resource != r && envoyfilters_meet(m, by->resource, r) == NO))
			continue;
		if (before == YES || meet != YES || !is_sure(m, by->resource, r) || str_is(operation_of(by->patch), "MERGE"))
			return (struct anchor_verdict){ 0 };
		if (!v.by || (before == UNKNOWN && v.fault == ANCHOR_LATE))
			v = (struct anchor_verdict){ before == NO ? ANCHOR_LATE : ANCHOR_TIED, by };
	}
	return v;
}
