/* Two VirtualServices for one host on one Gateway compete for the same requests. */
#include "base/map.h"
#include "lint/rule.h"
#include "world/route.h"
#include "world/virtualservice.h"

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

/* What two VirtualServices have in each other's way on one gateway: the same for all hosts that they share there. */
struct clash {
	const struct match *x, *y; /* of the first, of the second; NULL: nothing */
};

struct merging {
	struct pass *p;
	struct map clashes; /* two VirtualServices, gateway -> struct clash */
	struct map said;    /* the second's match, the first VirtualService, host */
};

static const struct clash *clash_of(struct merging *w, const struct str *gateway, const struct virtualservice *a,
	const struct virtualservice *b)
{
	struct arena *scratch = pass_scratch(w->p);
	void **place = map_at(scratch, &w->clashes, a, b, gateway);
	struct clash *c = *place;

	if (!c) {
		struct matches in_a = virtualservice_matches(a, ROUTE_HTTP, scratch);
		struct matches in_b = virtualservice_matches(b, ROUTE_HTTP, scratch);

		*place = c = arena_new(scratch, struct clash);
		if (!find_clash(w->p, &in_a, &in_b, gateway, &c->x, &c->y)
				&& !find_clash(w->p, &in_b, &in_a, gateway, &c->y, &c->x))
			*c = (struct clash){ NULL, NULL };
	}
	return c;
}

static bool judge(struct merging *w, const struct vs_group *g, const struct virtualservice *a,
	const struct virtualservice *b)
{
	const struct clash *c = clash_of(w, g->gateway, a, b);
	const struct node *at = c->y ? c->y->node ? c->y->node : c->y->rule : NULL;
	void **said;

	if (!c->y)
		return false;
	said = map_at(pass_scratch(w->p), &w->said, at, a, g->host);
	if (*said)
		return true;
	*said = w;
	pass_report(w->p, b->resource, at,
		"VirtualService \"%s\" also has a route for these requests to \"%s\"; which of the two applies depends on their age",
		a->resource->name->text, g->host->text);
	pass_note(w->p, a->resource, c->x->node ? c->x->node : c->x->rule, "the other route");
	return true;
}

/* Larger groups than this are compared with their first members only: what matters shows there. */
#define COMPARED 8

static void survey(struct pass *p, const struct mesh *m)
{
	struct merging merging = { .p = p };
	size_t n;
	const struct vs_group *groups = mesh_vs_groups(m, &n);

	for (size_t i = 0; i < n; i++) {
		const struct vs_group *g = &groups[i];

		if (g->n < 2 || str_is(g->gateway, "mesh"))
			continue;
		for (size_t k = 1; k < g->n; k++)
			for (size_t j = 0; j < k && j < COMPARED; j++)
				if (virtualservices_meet(m, g->at[j], g->at[k], g->gateway) == YES
						&& judge(&merging, g, g->at[j], g->at[k]))
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
