#ifndef LINT_PASS_H
#define LINT_PASS_H
/* What stands behind a rule's pass. For lint only. */
#include "base/map.h"
#include "base/vec.h"
#include "lint/lint.h"
#include "lint/rule.h"
#include "lint/select.h"

/* Lines of what could not be judged, merged by namespace and subject. */
struct undecided {
	struct arena *arena;
	struct map by_place; /* namespace, interned "what" -> struct lint_undecided */
	VEC(struct lint_undecided *) list;
	struct map unsure;   /* by notice: that of a rule which said so */
};

struct pass {
	const struct rule *rule;
	const struct choice *choice; /* of the rule */
	const struct mesh *mesh;
	struct arena *scratch;
	struct arena *arena;         /* of findings */
	struct sink *sink;
	struct undecided *undecided;
	struct map *marks;           /* unit -> its struct built */
	struct finding *last;        /* what notes and edits are for; NULL where nothing was reported */
	bool timed;                  /* measure seconds, which costs some */
	size_t visits;
	double seconds;              /* that the rule took */
};

/* Say of a finding on a resource of the mesh which object it is about, and what brings that. */
void finding_about(struct finding *f, const struct resource *r, const struct mesh *m, struct arena *arena, struct map *marks);

/* Call the rules of n passes over one mesh for all that they want to see of it. */
void passes_run(struct pass *passes, size_t n);

/* Seconds by a clock that only moves on. */
double seconds_now(void);

#endif
