#ifndef REPORT_TALLY_H
#define REPORT_TALLY_H
/*
 * Which findings are listed, and how many there are of each. For this room alone.
 */
#include "base/arena.h"
#include "base/map.h"
#include "report/report.h"

struct tally {
	size_t errors, warnings, infos; /* listed */
	size_t hidden;                  /* not listed for min_severity */
	size_t fixable, unsafe;         /* of those listed: with safe fixes, and with others */
};

bool tally_lists(const struct report *r, const struct finding *f);
struct tally tally_count(const struct report *r);

/* The position of each notice in the catalogue. A finding of a notice that is not there is a panic. */
struct tally_index {
	struct map map;
};

void tally_index_init(struct tally_index *x, struct arena *a, const struct report *r);

size_t tally_index_of(const struct tally_index *x, const struct report *r, const struct notice *n);

#endif
