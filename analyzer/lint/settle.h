#ifndef LINT_SETTLE_H
#define LINT_SETTLE_H
/*
 * The last word on the findings of a run, when all of them are there. For lint only.
 */
#include "base/map.h"
#include "base/str.h"
#include "lint/input.h"
#include "lint/lint.h"
#include "lint/select.h"
#include "lint/settings.h"

struct settling {
	const struct settings *settings;
	const struct selection *selection;
	struct pool *pool;
	const struct map *file_by_source; /* -> struct input_file; findings elsewhere are about paths */
	const char *const *paths;         /* that are checked, n_paths */
	size_t n_paths;
	bool all;                         /* tell each thing wherever it is, and list all findings */
};

/*
 * Drop the findings of notices that are off, settle severities, mark what
 * per-file-ignores silences, relate rendered documents to their origin, sort, and tell once what is told once a run.
 * Sets incomplete and suppressed.
 */
void settle(const struct settling *s, struct lint_result *result);

#endif
