#ifndef RULES_CHART_VALUES_H
#define RULES_CHART_VALUES_H
/* Values of istiod's chart by their names, wherever they are given: in an IstioOperator, or with a release of the chart. */
#include "lint/rule.h"

struct chart_value {
	const char *path;    /* "global.mtls.enabled" */
	const char *instead; /* what does the same today, or NULL */
};

/*
 * Call report for each of these n values that is given to a release from this minor one on, with the last node of its path. Where the
 * object names another release to install ("tag: 1.9.3"), or one that cannot be told, it is left out.
 */
void values_each(struct pass *p, const struct mesh *m, uint32_t since, const struct chart_value *values, size_t n,
	void (*report)(struct pass *p, const struct resource *r, const struct node *at, const struct chart_value *value));

#endif
