/* Counting findings, and finding a notice's place in the catalogue. */
#include "report/tally.h"

#include "base/panic.h"

bool tally_lists(const struct report *r, const struct finding *f)
{
	return f->suppression == SUPPRESSION_NONE && f->severity != SEVERITY_OFF
		&& f->severity >= r->min_severity;
}

struct tally tally_count(const struct report *r)
{
	struct tally t = { 0 };

	for (size_t i = 0; i < r->n_findings; i++) {
		const struct finding *f = r->findings[i];

		if (f->suppression != SUPPRESSION_NONE || f->severity == SEVERITY_OFF)
			continue;
		t.hidden += !tally_lists(r, f);
		t.errors += f->severity == SEVERITY_ERROR && tally_lists(r, f);
		t.warnings += f->severity == SEVERITY_WARNING && tally_lists(r, f);
		t.infos += f->severity == SEVERITY_INFO && tally_lists(r, f);
		t.fixable += f->edits.n && !f->unsafe && tally_lists(r, f);
		t.unsafe += f->edits.n && f->unsafe && tally_lists(r, f);
	}
	return t;
}

void tally_index_init(struct tally_index *x, struct arena *a, const struct report *r)
{
	*x = (struct tally_index) { .map = { 0 } };
	for (size_t i = 0; i < r->n_notices; i++)
		*map_at(a, &x->map, r->notices[i], NULL, NULL) = (void *)&r->notices[i];
}

size_t tally_index_of(const struct tally_index *x, const struct report *r, const struct notice *n)
{
	const struct notice *const *at = map_get(&x->map, n, NULL, NULL);

	if (!at)
		panic("the catalogue does not hold %s", n->code);
	return (size_t)(at - r->notices);
}
