/* A destination's weight is below zero. */
#include "rules/weights.h"

#include "keys.h"

static void visit(struct pass *p, const struct resource *vs)
{
	static const uint32_t protocols[] = { KEY_http, KEY_tcp, KEY_tls };

	for (size_t i = 0; i < 3; i++)
		for (const struct node *n = node_first(node_get(vs->spec, protocols[i])); n; n = node_next(n))
			for (const struct node *d = node_first(node_get(n, KEY_route)); d; d = node_next(d)) {
				int64_t weight;

				if (weight_of(d, &weight) && weight < 0)
					pass_report(p, vs, node_get(d, KEY_weight),
						"weight %lld is negative", (long long)weight);
			}
}

extern const struct page page_virtualservice_negative_weight;

const struct rule rule_virtualservice_negative_weight = {
	.notice = {
		.code     = "VS013",
		.name     = "virtualservice-negative-weight",
		.summary  = "Weight below zero",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_negative_weight,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
