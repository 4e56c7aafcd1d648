/* A patch is placed by a filter of another EnvoyFilter, and their age decides which comes first. */
#include "keys.h"
#include "rules/anchors.h"

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n; n = node_next(n)) {
		struct anchor_verdict v = anchor_judge(p, r, n);

		if (v.fault != ANCHOR_TIED)
			continue;
		pass_report(p, r, patch_anchor(n), "EnvoyFilter \"%s\" with the same priority inserts \"%s\"; if it is the younger one, %s does not find it",
			v.by->resource->name->text, node_text(patch_anchor(n))->text, node_text(node_at(n, KEY_patch, KEY_operation, 0))->text);
		pass_note(p, v.by->resource, v.by->name, "it is inserted here");
	}
}

extern const struct page page_envoyfilter_tied_filter;

const struct rule rule_envoyfilter_tied_filter = {
	.notice = {
		.code     = "EF010",
		.name     = "envoyfilter-tied-filter",
		.summary  = "EnvoyFilter placed by a filter of another one with the same priority",
		.severity = SEVERITY_WARNING,
		.category = "extension",
		.page     = &page_envoyfilter_tied_filter,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
