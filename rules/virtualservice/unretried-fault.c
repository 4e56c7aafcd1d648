/* Faults come before timeouts and retries of the same route, which do not see them. */
#include <stdlib.h>

#include "keys.h"
#include "rules/parts.h"

/* Does it happen to any request? Without a share it does not (pilot networking/core/route TranslateFault). */
static bool happens(const struct node *fault)
{
	const struct node *share = node_has(fault, KEY_percentage) ? node_at(fault, KEY_percentage, KEY_value, 0) : node_get(fault, KEY_percent);
	const struct str *text = node_text(share);

	return text && strtod(text->text, NULL) > 0;
}

/* Does the delay last as long as this time may take? */
static bool outlasts(int64_t delay, const struct node *map, uint32_t field)
{
	int64_t most;

	return part_duration(map, field, &most) && delay >= most;
}

static void judge_delay(struct pass *p, const struct resource *vs, const struct node *route, const struct node *retries)
{
	const struct node *delay = node_at(route, KEY_fault, KEY_delay, 0), *limit;
	int64_t time;

	if (!happens(delay) || !part_duration(delay, KEY_fixedDelay, &time))
		return;
	if (outlasts(time, route, KEY_timeout))
		limit = node_get(route, KEY_timeout);
	else if (retries && outlasts(time, retries, KEY_perTryTimeout))
		limit = node_get(retries, KEY_perTryTimeout);
	else
		return;
	pass_report(p, vs, node_get(delay, KEY_fixedDelay), "%s \"%s\" does not end a request that is delayed by %s: it begins after the delay",
		limit->key->text, node_text(limit)->text, node_get_text(delay, KEY_fixedDelay)->text);
	pass_note(p, vs, limit, "this timeout");
}

static void visit(struct pass *p, const struct resource *vs)
{
	for (const struct node *n = node_first(node_get(vs->spec, KEY_http)); n; n = node_next(n)) {
		const struct node *retries = node_get(n, KEY_retries), *abort = node_at(n, KEY_fault, KEY_abort, 0);

		if (!node_has(n, KEY_route))
			continue;
		if (!part_is_set(retries, KEY_attempts))
			retries = NULL;
		judge_delay(p, vs, n, retries);
		if (!retries || !happens(abort))
			continue;
		pass_report_key(p, vs, abort, "requests that the fault aborts are not retried: retries begin after it");
		pass_note(p, vs, node_get(retries, KEY_attempts), "these retries");
	}
}

extern const struct page page_virtualservice_unretried_fault;

const struct rule rule_virtualservice_unretried_fault = {
	.notice = {
		.code     = "VS043",
		.name     = "virtualservice-unretried-fault",
		.summary  = "Injected fault that the route's timeout or retries do not act on",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_virtualservice_unretried_fault,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
