/* Adding up the weights of a VirtualService's destinations. */
#include "rules/weights.h"

#include "keys.h"

bool weight_of(const struct node *destination, int64_t *out)
{
	return node_get_int(destination, KEY_weight, out);
}

static bool add_up(const struct node *list, struct weights *w)
{
	*w = (struct weights){ .list = list };
	for (const struct node *d = node_first(list); d; d = node_next(d)) {
		int64_t weight = 0;

		w->n++;
		if (weight_of(d, &weight))
			w->n_set++;
		else if (node_has(d, KEY_weight) && !node_is_null(node_get(d, KEY_weight)))
			return false;
		w->n_bare += !node_get(d, KEY_destination);
		w->n_negative += weight < 0;
		w->sum += weight;
	}
	return w->n > 1 && w->n == list->n;
}

void weights_each(struct pass *p, const struct resource *r,
	void (*judge)(struct pass *p, const struct resource *r, const struct weights *w))
{
	static const uint32_t protocols[] = { KEY_http, KEY_tcp, KEY_tls };

	for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++) {
		const struct node *routes = node_get(r->spec, protocols[i]);

		for (const struct node *n = node_first(routes); n; n = node_next(n)) {
			const struct node *list = node_get(n, KEY_route);
			struct weights w;

			if (node_is_list(list) && add_up(list, &w))
				judge(p, r, &w);
		}
	}
}
