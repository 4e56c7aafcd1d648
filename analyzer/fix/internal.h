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

/* A finding that is there only with some of the fixes. */
struct cause {
	const char *code, *message, *file;
	uint32_t line; /* of the text with them; 0: the file */
};

struct group;

/* A group that a fix is in, and its place in it. */
struct membership {
	struct group *group;
	size_t index;
};

/* The fix of a finding, found again in every try: it is the same where it is of the same and writes the same. */
struct repair {
	const char *file, *code;
	struct position before, after; /* see struct fix_refusal */
	VEC(struct membership) scopes; /* each map and list that it is in, from the inside; its object; its file; all */
	bool held;
	bool sure;              /* held, and without it the cause is not there, while all that is made is */
	struct cause cause;     /* why it is held */
};

/*
 * Which fixes are made. Those that bring new findings are found by holding fixes back: in the map or list that has a new finding at first all, then
 * all behind the first half, and so on; in many of them at the same time. Where not these bring it, those around it are asked in the same way, then
 * those of its object, of its file, and all.
 */
struct hold {
	struct arena *arena;
	struct pool *pool;
	struct map repairs;              /* key -> struct repair */
	VEC(struct repair *) list;       /* as they were first seen */
	struct map groups;               /* scope -> struct group */
	VEC(struct group *) by_place;
	bool hurried;                    /* no more is to be found out: what may bring something is held, all of it */
	bool closed, told;               /* nothing is made at all */
	struct cause closed_by;
};

/* The fix of the finding, which has edits. */
struct repair *hold_repair(struct hold *h, const struct finding *f);

/* Is the fix to be made in this try? */
bool hold_makes(const struct repair *r);

/* A try has brought the finding. */
void hold_blame(struct hold *h, const struct finding *f);

/* Hold the fix for good, for this reason. */
void hold_back(struct repair *r, struct cause why, bool sure);

/* Hold all fixes, also those that are not seen yet. */
void hold_close(struct hold *h, struct cause why);

/* Decide what the next try makes, when all that this one has brought was told. False where this one was good, and had all that is not held. */
bool hold_next(struct hold *h);

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
