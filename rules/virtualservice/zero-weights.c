/* All weights of a route are zero. */
#include "rules/weights.h"

static void judge(struct pass *p, const struct resource *vs, const struct weights *w)
{
	if (w->sum != 0 || w->n_negative)
		return;
	if (w->n_set)
		pass_report_key(p, vs, w->list, "weights of all %u destinations add up to 0", w->n);
	else
		pass_report_key(p, vs, w->list, "none of the %u destinations has a weight", w->n);
}

static void visit(struct pass *p, const struct resource *vs)
{
	weights_each(p, vs, judge);
}

extern const struct page page_virtualservice_zero_weights;

const struct rule rule_virtualservice_zero_weights = {
	.notice = {
		.code     = "VS012",
		.name     = "virtualservice-zero-weights",
		.summary  = "All weights of a route are zero",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_zero_weights,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
