#ifndef FIX_INTERNAL_H
#define FIX_INTERNAL_H
/* What the files of this room share. For this room alone. */
#include "base/map.h"
#include "base/str.h"
#include "diag/diag.h"
#include "lint/lint.h"

/* How often each finding is there, whatever its line and words: by its code, file, object and path. */
struct ledger {
	struct map counts; /* interned key -> number */
};

/* What a finding is counted by, interned. */
const struct str *ledger_key(struct pool *pool, const struct finding *f);

/* Count the findings of a run that nothing silences. */
void ledger_take(struct ledger *c, struct arena *a, struct pool *pool, const struct lint_result *r);

/* Call each with the findings that are there more often in the run than in the ledger. */
void ledger_new(const struct ledger *c, struct arena *a, struct pool *pool, const struct lint_result *r,
	void (*each)(void *context, const struct finding *f), void *context);

/* An edit of one of several findings. */
struct wanted {
	struct span span;
	const char *text;
	size_t finding; /* which one it is of */
};

/*
 * Which findings get their edits: all of one, or none, and of those that are in each other's way the first. Of two that want other things in
 * place of the same bytes neither does. dropped has a place for each finding; wanted is sorted by this.
 */
void overlap_settle(struct wanted *wanted, size_t n, bool *dropped);

/* The text of the source with all edits that are not dropped, which must be of that source; in the arena, a NUL follows. */
const char *overlap_apply(struct arena *a, const struct source *s, const struct wanted *wanted, size_t n, const bool *dropped, size_t *n_out);

#endif
