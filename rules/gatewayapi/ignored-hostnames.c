/* A route has hostnames, and all its parents are Services: the Service's host is taken instead (route_collections.go). */
#include "keys.h"
#include "rules/backends.h"
#include "world/attached.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *hostnames = node_get(r->spec, KEY_hostnames);
	bool any = false;

	for (const struct node *n = node_first(node_get(r->spec, KEY_parentRefs)); n; n = node_next(n)) {
		enum parent_kind kind = parent_of(r, n).kind;

		if (kind != PARENT_SERVICE && kind != PARENT_SERVICE_ENTRY)
			return;
		any = true;
	}
	if (any && r->kind != KIND_TLS_ROUTE && node_first(hostnames))
		pass_report(p, r, hostnames, "the hostnames are ignored: a route whose parent is a Service is for the Service's own host");
}

extern const struct page page_gatewayapi_ignored_hostnames;

const struct rule rule_gatewayapi_ignored_hostnames = {
	.notice = {
		.code     = "GA006",
		.name     = "gatewayapi-ignored-hostnames",
		.summary  = "Hostnames of a route whose parents are Services",
		.severity = SEVERITY_WARNING,
		.aliases  = NULL,
		.category = "routing",
		.page     = &page_gatewayapi_ignored_hostnames,
	},
	.subjects = KINDS_OF_ROUTES,
	.visit    = visit,
};
