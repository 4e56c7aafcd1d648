/* How often each rule fired. */
#include <stdlib.h>
#include <string.h>

#include "report/statistics.h"
#include "report/style.h"
#include "report/tally.h"

static int fired_order(const void *a, const void *b)
{
	const struct fired *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return strcmp(x->notice->code, y->notice->code);
}

const struct fired *statistics(struct arena *a, const struct report *r, size_t *n)
{
	struct fired *fired = arena_array(a, struct fired, r->n_notices);
	struct tally_index index;

	*n = 0;
	tally_index_init(&index, a, r);
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct finding *f = r->findings[i];
		struct fired *at = &fired[tally_index_of(&index, r, f->notice)];

		if (!tally_lists(r, f))
			continue;
		at->notice = f->notice;
		if (f->severity > at->severity)
			at->severity = f->severity;
		at->n++;
	}
	for (size_t i = 0; i < r->n_notices; i++)
		if (fired[i].n)
			fired[(*n)++] = fired[i];
	if (*n)
		qsort(fired, *n, sizeof *fired, fired_order);
	return fired;
}

void report_statistics(struct buf *out, const struct report *r)
{
	struct arena arena = ARENA_INIT;
	size_t n;
	const struct fired *fired = statistics(&arena, r, &n);

	for (size_t i = 0; i < n; i++) {
		buf_printf(out, "%7zu  ", fired[i].n);
		ink_begin(out, r->style, ink_of(fired[i].severity));
		buf_printf(out, "%-7s", severity_name(fired[i].severity));
		ink_end(out, r->style, ink_of(fired[i].severity));
		buf_printf(out, "  %-6s %s\n", fired[i].notice->code, fired[i].notice->name);
	}
	arena_release(&arena);
}

void statistics_put(struct json *j, const struct fired *fired)
{
	json_object(j, NULL);
	json_text(j, "code", fired->notice->code);
	json_text(j, "rule", fired->notice->name);
	json_text(j, "severity", severity_name(fired->severity));
	json_number(j, "count", fired->n);
	json_end_object(j);
}
