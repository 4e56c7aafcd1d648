/* A ServiceEntry of resolution STATIC has no endpoints, and nothing else brings any. */
#include "keys.h"
#include "rules/entries.h"
#include "rules/parts.h"
#include "world/service.h"

static void visit(struct pass *p, const struct resource *r)
{
	struct services all = mesh_services_of(pass_mesh(p), r);
	const struct node *at = node_get(r->spec, KEY_resolution);

	if (!str_is(node_text(at), "STATIC") || r->patched || !part_is_unset(r->spec, KEY_endpoints) || node_has(r->spec, KEY_workloadSelector))
		return;
	for (size_t i = 0; i < all.n; i++)
		if (entry_shares_host(pass_mesh(p), all.at[i]))
			return;
	if (all.n)
		pass_report(p, r, at, "with resolution STATIC and no endpoints or workloadSelector, \"%s\" has no address, and all requests to it fail",
			all.at[0]->host->text);
}

extern const struct page page_serviceentry_without_endpoints;

const struct rule rule_serviceentry_without_endpoints = {
	.notice = {
		.code     = "SE006",
		.name     = "serviceentry-without-endpoints",
		.summary  = "ServiceEntry with resolution STATIC and without endpoints",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_serviceentry_without_endpoints,
	},
	.subject = KIND_SERVICE_ENTRY,
	.visit   = visit,
};
