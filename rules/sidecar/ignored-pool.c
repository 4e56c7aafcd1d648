/* Connection pools for HTTP at ports that do not speak it. */
#include "rules/parts.h"

#include "keys.h"
#include "world/service.h"

static void visit(struct pass *p, const struct resource *sidecar)
{
	for (const struct node *n = node_first(node_get(sidecar->spec, KEY_ingress)); n; n = node_next(n)) {
		const struct node *pool = node_at(n, KEY_connectionPool, KEY_http, 0), *port = node_get(n, KEY_port);
		const struct str *protocol = node_get_text(port, KEY_protocol);

		if (pool && !node_is_null(pool) && port && (protocol || !node_has(port, KEY_protocol)) && !protocol_is_http(protocol_parse(protocol)))
			pass_report_key(p, sidecar, pool, "HTTP limits have no effect on a port with protocol \"%s\"", protocol ? protocol->text : "");
	}
}

extern const struct page page_sidecar_ignored_pool;

const struct rule rule_sidecar_ignored_pool = {
	.notice = {
		.code     = "IV040",
		.name     = "sidecar-ignored-pool",
		.summary  = "HTTP limits are set for a port that is not HTTP",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0133",
		.former   = "validation-ignored-pool",
		.category = "validation",
		.page     = &page_sidecar_ignored_pool,
	},
	.subject = KIND_SIDECAR,
	.visit   = visit,
};
