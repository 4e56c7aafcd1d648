/* Weights of a route do not add up to 100. */
#include "rules/weights.h"

#include "base/listing.h"
#include "keys.h"

/* "82%" or "81.8%": no more digits than the share needs. */
static const char *share(struct arena *scratch, int64_t weight, int64_t sum)
{
	long long tenths = (weight * 2000 + sum) / (sum * 2);

	return tenths % 10 == 0 ? arena_printf(scratch, "%lld%%", tenths / 10)
		: arena_printf(scratch, "%lld.%lld%%", tenths / 10, tenths % 10);
}

/* Weights of the same shares that add up to 100, where there are such in whole numbers. */
static void rewrite(struct pass *p, const struct weights *w)
{
	int64_t weight;

	for (const struct node *d = node_first(w->list); d; d = node_next(d))
		if (!weight_of(d, &weight) || weight * 100 % w->sum)
			return;
	for (const struct node *d = node_first(w->list); d; d = node_next(d))
		if (weight_of(d, &weight) && weight)
			pass_fix_number(p, node_get(d, KEY_weight), weight * 100 / w->sum);
}

static void judge(struct pass *p, const struct resource *vs, const struct weights *w)
{
	struct arena *scratch = pass_scratch(p);
	struct listing shares = { .n = 0 };

	if (w->sum == 100 || w->sum <= 0 || w->n_negative || w->n_set < w->n)
		return;
	for (const struct node *d = node_first(w->list); d; d = node_next(d)) {
		int64_t weight = 0;

		weight_of(d, &weight);
		listing_add(&shares, shares.n < LISTING_MOST ? share(scratch, weight, w->sum) : NULL);
	}
	pass_report_key(p, vs, w->list, "weights add up to %lld, not 100: the destinations get %s",
		(long long)w->sum, listing_text(&shares, scratch));
	rewrite(p, w);
}

static void visit(struct pass *p, const struct resource *vs)
{
	weights_each(p, vs, judge);
}

extern const struct page page_virtualservice_weight_sum;

const struct rule rule_virtualservice_weight_sum = {
	.notice = {
		.code     = "VS011",
		.name     = "virtualservice-weight-sum",
		.summary  = "Weights of a route do not add up to 100",
		.severity = SEVERITY_INFO,
		.category = "routing",
		.fixable  = true,
		.page     = &page_virtualservice_weight_sum,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
