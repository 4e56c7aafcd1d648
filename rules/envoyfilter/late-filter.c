/* A patch is placed by a filter that istiod inserts after it. */
#include "keys.h"
#include "rules/anchors.h"

static void judge(struct pass *p, const struct resource *r, const struct node *patch)
{
	struct anchor_verdict v = anchor_judge(p, r, patch);
	const struct node *at = patch_anchor(patch);
	const char *operation, *name;

	if (v.fault != ANCHOR_LATE)
		return;
	operation = node_text(node_at(patch, KEY_patch, KEY_operation, 0))->text;
	name = node_text(at)->text;
	if (v.by->resource == r)
		pass_report(p, r, at, "a later patch of this EnvoyFilter inserts \"%s\", so %s does not find it", name, operation);
	else
		pass_report(p, r, at, "EnvoyFilter \"%s\" inserts \"%s\", but istiod applies it after this one, so %s does not find it",
			v.by->resource->name->text, name, operation);
	pass_note(p, v.by->resource, v.by->name, "it is inserted here");
}

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n; n = node_next(n))
		judge(p, r, n);
}

extern const struct page page_envoyfilter_late_filter;

const struct rule rule_envoyfilter_late_filter = {
	.notice = {
		.code     = "EF009",
		.name     = "envoyfilter-late-filter",
		.summary  = "EnvoyFilter placed by a filter that is inserted later",
		.severity = SEVERITY_ERROR,
		.category = "extension",
		.page     = &page_envoyfilter_late_filter,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
