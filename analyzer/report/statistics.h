#ifndef REPORT_STATISTICS_H
#define REPORT_STATISTICS_H
/*
 * How often each rule fired. For this room alone.
 */
#include "base/arena.h"
#include "base/json.h"
#include "report/report.h"

struct fired {
	const struct notice *notice;
	enum severity severity; /* the highest among its findings */
	size_t n;
};

/* Those that fired, most often first. */
const struct fired *statistics(struct arena *a, const struct report *r, size_t *n);

/* One of them as the next item of an array. */
void statistics_put(struct json *j, const struct fired *fired);

#endif
