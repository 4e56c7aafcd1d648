/* An attempt may take as long as all attempts together. */
#include "keys.h"
#include "rules/parts.h"

static void visit(struct pass *p, const struct resource *vs)
{
	for (const struct node *n = node_first(node_get(vs->spec, KEY_http)); n; n = node_next(n)) {
		const struct node *retries = node_get(n, KEY_retries);
		int64_t all, one, attempts;

		if (!part_duration(n, KEY_timeout, &all) || all <= 0 || !part_duration(retries, KEY_perTryTimeout, &one) || one < all
				|| !node_get_int(retries, KEY_attempts, &attempts) || node_has(n, KEY_delegate))
			continue;
		pass_report(p, vs, node_get(retries, KEY_perTryTimeout),
			"perTryTimeout \"%s\" is ignored: it is not shorter than the route's timeout \"%s\"",
			node_get_text(retries, KEY_perTryTimeout)->text, node_get_text(n, KEY_timeout)->text);
		pass_note(p, vs, node_get(n, KEY_timeout), "the time for all attempts");
	}
}

extern const struct page page_virtualservice_ignored_try_timeout;

const struct rule rule_virtualservice_ignored_try_timeout = {
	.notice = {
		.code     = "VS042",
		.name     = "virtualservice-ignored-try-timeout",
		.summary  = "perTryTimeout that is not shorter than the route's timeout",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_virtualservice_ignored_try_timeout,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
