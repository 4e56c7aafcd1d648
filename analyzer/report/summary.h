#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H
/*
 * The closing lines of the report for people. For this room alone.
 */
#include "report/report.h"

/* What could not be judged: one line a namespace. */
void summary_undecided(struct buf *out, const struct report *r);

/* How much was found in how much. */
void summary_put(struct buf *out, const struct report *r);

#endif
