/* Two VirtualServices for one host on one Gateway compete for the same requests. */
#include "lint/rule.h"
#include "mesh/route.h"
#include "mesh/virtualservice.h"

/* Does the block take every request? istiod moves such routes behind all others when it joins VirtualServices. */
static bool takes_all(const struct mesh *m, const struct match *b)
{
	struct match everything = *b;

	everything.node = NULL;
	return match_covers(m, b, &everything, NULL) == YES;
}

/* A block of a that takes all requests of one of b, whichever of the two is in front. */
static bool find_clash(struct pass *p, const struct matches *a, const struct matches *b,
	const struct str *gateway, const struct match **x, const struct match **y)
{
	const struct mesh *m = pass_mesh(p);

	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++) {
			bool all = takes_all(m, &a->at[i]);

			*x = &a->at[i];
			*y = &b->at[k];
			if (match_live(m, *x) == YES && match_live(m, *y) == YES
					&& all == takes_all(m, *y) && match_covers(m, *x, *y, gateway) == YES)
				return true;
		}
	return false;
}

static bool judge(struct pass *p, const struct vs_group *g, const struct virtualservice *a,
	const struct virtualservice *b)
{
	struct matches in_a = virtualservice_matches(a, ROUTE_HTTP, pass_scratch(p));
	struct matches in_b = virtualservice_matches(b, ROUTE_HTTP, pass_scratch(p));
	const struct match *x, *y;

	if (!find_clash(p, &in_a, &in_b, g->gateway, &x, &y)
			&& !find_clash(p, &in_b, &in_a, g->gateway, &y, &x))
		return false;
	pass_report(p, b->resource, y->node ? y->node : y->rule,
		"VirtualService \"%s\" also has a route for these requests to \"%s\"; which of the two applies depends on their age",
		a->resource->name->text, g->host->text);
	pass_note(p, a->resource, x->node ? x->node : x->rule, "the other route");
	return true;
}

/* Larger groups than this are compared with their first members only: what matters shows there. */
#define COMPARED 8

static void survey(struct pass *p, const struct mesh *m)
{
	size_t n;
	const struct vs_group *groups = mesh_vs_groups(m, &n);

	for (size_t i = 0; i < n; i++) {
		const struct vs_group *g = &groups[i];

		if (g->n < 2 || str_is(g->gateway, "mesh"))
			continue;
		for (size_t k = 1; k < g->n; k++)
			for (size_t j = 0; j < k && j < COMPARED; j++)
				if (virtualservices_meet(m, g->at[j], g->at[k], g->gateway) == YES
						&& judge(p, g, g->at[j], g->at[k]))
					break;
	}
}

extern const struct page page_virtualservice_overlapping_merge;

const struct rule rule_virtualservice_overlapping_merge = {
	.notice = {
		.code     = "VS018",
		.name     = "virtualservice-overlapping-merge",
		.summary  = "VirtualServices of one host and Gateway that match the same requests",
		.severity = SEVERITY_WARNING,
		.aliases  = "KIA1106",
		.category = "routing",
		.page     = &page_virtualservice_overlapping_merge,
	},
	.reads   = KIND_BIT(KIND_VIRTUAL_SERVICE) | KIND_BIT(KIND_GATEWAY),
	.survey  = survey,
};
