/* A Service or ServiceEntry is named as parent of a route, and its group is not written. */
#include "keys.h"
#include "rules/backends.h"
#include "world/attached.h"

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_parentRefs)); n; n = node_next(n)) {
		const struct node *kind = node_get(n, KEY_kind);

		if (parent_of(r, n).kind == PARENT_BARE_SERVICE && !node_has(n, KEY_group))
			pass_report(p, r, kind, "a %s is of the group \"%s\", which is not written here: this is one of gateway.networking.k8s.io, and there is none", node_text(kind)->text,
				str_is(node_text(kind), "Service") ? "" : "networking.istio.io");
	}
}

extern const struct page page_gatewayapi_parent_without_group;

const struct rule rule_gatewayapi_parent_without_group = {
	.notice = {
		.code     = "GA005",
		.name     = "gatewayapi-parent-without-group",
		.summary  = "Service as parent of a route, without its group",
		.severity = SEVERITY_ERROR,
		.aliases  = NULL,
		.category = "routing",
		.page     = &page_gatewayapi_parent_without_group,
	},
	.subjects = KINDS_OF_ROUTES,
	.visit    = visit,
};
