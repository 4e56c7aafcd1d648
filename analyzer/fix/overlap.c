/* Edits that are in each other's way, and what the others make of a text. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "fix/internal.h"

static int compare_wanted(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;
	int c = (int)(x->span.source > y->span.source) - (int)(x->span.source < y->span.source);

	if (!c)
		c = (int)(x->span.begin > y->span.begin) - (int)(x->span.begin < y->span.begin);
	if (!c)
		c = (int)(x->span.end > y->span.end) - (int)(x->span.end < y->span.end);
	if (!c)
		c = (int)(x->finding > y->finding) - (int)(x->finding < y->finding);
	return c;
}

static bool in_one_place(const struct wanted *a, const struct wanted *b)
{
	return a->span.source == b->span.source && a->span.begin == b->span.begin && a->span.end == b->span.end;
}

/* Two findings that want the same are both done by one edit. */
static bool is_same(const struct wanted *a, const struct wanted *b)
{
	return in_one_place(a, b) && a->span.end > a->span.begin && a->finding != b->finding && strcmp(a->text, b->text) == 0;
}

void overlap_settle(struct wanted *wanted, size_t n, bool *dropped)
{
	const struct wanted *last = NULL; /* of those before that are made, the one that ends last */

	if (n)
		qsort(wanted, n, sizeof *wanted, compare_wanted);
	for (size_t i = 1; i < n; i++)
		if (in_one_place(&wanted[i - 1], &wanted[i]) && wanted[i].span.end > wanted[i].span.begin && strcmp(wanted[i - 1].text, wanted[i].text) != 0)
			dropped[wanted[i - 1].finding] = dropped[wanted[i].finding] = true;
	for (size_t i = 0; i < n; i++) {
		const struct wanted *w = &wanted[i];

		if (dropped[w->finding])
			continue;
		if (last && last->span.source == w->span.source && w->span.begin < last->span.end && !is_same(last, w))
			dropped[w->finding] = true;
		else
			last = last && last->span.source == w->span.source && last->span.end > w->span.end ? last : w;
	}
}

const char *overlap_apply(struct arena *a, const struct source *s, const struct wanted *wanted, size_t n, const bool *dropped, size_t *n_out)
{
	struct buf b = BUF_INIT;
	const struct wanted *last = NULL;
	uint32_t at = 0;
	const char *out;

	for (size_t i = 0; i < n; i++) {
		const struct wanted *w = &wanted[i];

		if (dropped[w->finding] || (last && is_same(last, w)))
			continue;
		buf_add(&b, s->bytes + at, w->span.begin - at);
		buf_puts(&b, w->text);
		at = w->span.end;
		last = w;
	}
	buf_add(&b, s->bytes + at, s->n - at);
	*n_out = b.n;
	out = arena_strndup(a, b.n ? b.at : "", b.n);
	buf_release(&b);
	return out;
}
