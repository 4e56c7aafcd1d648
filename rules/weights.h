#ifndef RULES_WEIGHTS_H
#define RULES_WEIGHTS_H
/*
 * The weighted destinations of a VirtualService, added up once for the four
 * rules that judge them.
 */
#include <stdint.h>

#include "lint/rule.h"

/* One list of destinations: http[].route, tcp[].route or tls[].route. */
struct weights {
	const struct node *list;
	uint32_t n;         /* destinations */
	uint32_t n_set;     /* those that state a weight */
	uint32_t n_negative;
	uint32_t n_bare;    /* those that name no destination */
	int64_t sum;        /* a missing weight counts as 0, as in istiod */
};

/* The weight that a destination of the list states; false where it states none. */
bool weight_of(const struct node *destination, int64_t *out);

/*
 * Call judge for each list of r that has several destinations. A list in which
 * the checker rejected a weight is passed over.
 */
void weights_each(struct pass *p, const struct resource *r,
	void (*judge)(struct pass *p, const struct resource *r, const struct weights *w));

#endif
