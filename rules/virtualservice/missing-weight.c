/* Destination without weight beside destinations that have one. */
#include "rules/weights.h"

#include "keys.h"

static void judge(struct pass *p, const struct resource *vs, const struct weights *w)
{
	if (w->n_set == 0 || w->n_set == w->n || w->sum == 0 || w->sum == 100) /* 100: the rest is meant to get nothing */
		return;
	if (w->n_bare) /* an item that is a weight alone belongs to another: that is what there is to say */
		return;
	for (const struct node *d = node_first(w->list); d; d = node_next(d)) {
		int64_t weight;

		if (weight_of(d, &weight))
			continue;
		pass_report(p, vs, d, "the destination has no weight, so it gets no traffic: other destinations of this route have weights");
		if (w->n_set + 1 == w->n && w->sum > 0 && w->sum < 100 && !w->n_negative && !node_is_rejected(d)) { /* the rest is meant for it */
			pass_add(p, node_get(d, KEY_destination), "weight", arena_printf(pass_scratch(p), "%lld", (long long)(100 - w->sum)));
			pass_unsafe(p);
		}
	}
}

static void visit(struct pass *p, const struct resource *vs)
{
	weights_each(p, vs, judge);
}

extern const struct page page_virtualservice_missing_weight;

const struct rule rule_virtualservice_missing_weight = {
	.notice = {
		.code     = "VS014",
		.name     = "virtualservice-missing-weight",
		.summary  = "Destination without weight beside destinations that have one",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.fixable  = true,
		.page     = &page_virtualservice_missing_weight,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
