#ifndef RULES_PATCHES_H
#define RULES_PATCHES_H
/*
 * The patches of EnvoyFilters: what istiod does with each operation, for the
 * rules that report those that come to nothing or depend on others.
 */
#include "lint/rule.h"

enum patch_operation {
	PATCH_NONE,    /* another, or none that is known */
	PATCH_ADD,
	PATCH_REMOVE,
	PATCH_INSERT,  /* FIRST, BEFORE and AFTER */
	PATCH_REPLACE,
};

/* Report the patches with this operation that istiod passes over, by what they apply to. */
void patches_report_ignored(struct pass *p, const struct resource *r, enum patch_operation operation);

/*
 * Report the first patch of an EnvoyFilter without priority that looks for something to build
 * on, which another EnvoyFilter may have made or taken away. versioned: of those for some proxy versions
 * alone; else of the others. Where the other one is at hand, the rules on the order say more.
 */
void patches_report_relative(struct pass *p, const struct resource *r, bool versioned);

/* Is the patch for proxies of Istio 1.0 to 1.9 alone, whose Envoy still finds filters by their old names? "^1\.5.*" is. */
bool patch_is_for_old_proxies(const struct node *patch);

/* Does istiod look for the filter that the patch names in its match? What is added, or put first, needs none. */
bool patch_looks_for_filter(const struct node *patch);

/* Is it a name that a filter of Envoy had before it got a long one: "envoy.router"? */
bool filter_name_is_old(const struct str *name);

#endif
