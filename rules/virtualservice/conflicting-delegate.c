/* A delegate has a route whose match is no part of that of the rule that hands over to it. */
#include "keys.h"
#include "lint/rule.h"
#include "traffic/route.h"
#include "world/virtualservice.h"

#define MOST_COMPARED 1000000

/* The first delegation, where all that there are leave the route out. */
static const struct delegation *dropped_by(struct pass *p, const struct virtualservice *vs, const struct node *route, struct misfit *out)
{
	const struct delegation *first = NULL;

	for (size_t i = vs->n_parents; i-- > 0;) {
		const struct delegation *d = vs->parents[i];

		if (d->visible == NO)
			continue;
		if (resource_together(d->root->resource, vs->resource) != YES || route_drops(pass_mesh(p), d, route, pass_scratch(p), out) != YES)
			return NULL;
		first = d;
	}
	return first;
}

static void report(struct pass *p, const struct resource *r, const struct delegation *d, const struct misfit *m)
{
	const struct node *matches = node_get(d->rule, KEY_match);
	const char *root = d->root->resource->name->text;

	if (matches->n > 1) {
		pass_report(p, r, m->block, "istiod drops this route for VirtualService \"%s\": its match fits none of the %u of the rule that delegates",
			root, matches->n);
		pass_note(p, d->root->resource, matches, "these");
		return;
	}
	pass_report(p, r, m->leaf ? m->leaf : m->block, "istiod drops this route for VirtualService \"%s\": its %s does not fit that of the rule that delegates",
		root, m->part);
	pass_note(p, d->root->resource, m->root ? m->root : matches, "the rule that delegates");
}

/* Would too much have to be compared: the matches of all who delegate, for each of the routes? */
static bool is_too_much(const struct virtualservice *vs, const struct node *routes)
{
	size_t n = 0;

	for (size_t i = 0; i < vs->n_parents; i++) {
		const struct node *matches = node_get(vs->parents[i]->rule, KEY_match);

		n += 1 + (matches ? matches->n : 0);
	}
	return routes && n * routes->n > MOST_COMPARED;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	if (!vs || !vs->delegate || mesh_twins(pass_mesh(p), r).n || is_too_much(vs, node_get(r->spec, KEY_http)))
		return;
	for (const struct node *route = node_first(node_get(r->spec, KEY_http)); route; route = node_next(route)) {
		struct misfit misfit;
		const struct delegation *d = dropped_by(p, vs, route, &misfit);

		if (d)
			report(p, r, d, &misfit);
	}
}

extern const struct page page_virtualservice_conflicting_delegate;

const struct rule rule_virtualservice_conflicting_delegate = {
	.notice = {
		.code     = "VS032",
		.name     = "virtualservice-conflicting-delegate",
		.summary  = "Delegated route whose match does not fit that of the rule that delegates",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_conflicting_delegate,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
