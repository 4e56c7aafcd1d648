#ifndef REPORT_FINGERPRINT_H
#define REPORT_FINGERPRINT_H
/*
 * What identifies a finding from one run to the next. For this room alone.
 */
#include <stdint.h>

#include "base/arena.h"
#include "report/report.h"

struct fingerprint {
	uint64_t hash;    /* of code, mesh, resource and path; of code and file where there is no resource */
	uint32_t ordinal; /* from 1, among the report's findings with this hash */
};

/*
 * The fingerprints of all the report's findings. Neither the place nor the
 * message counts, nor the version of the resource's API, so that they stay
 * when lines move, files are renamed or a message is worded better.
 */
const struct fingerprint *fingerprints(struct arena *a, const struct report *r);

/* As text, "0123456789abcdef:1", in the arena. */
const char *fingerprint_text(struct arena *a, const struct fingerprint *print);

#endif
