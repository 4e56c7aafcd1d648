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
	const struct choice *choice; /* of the rule that runs */
	const struct mesh *mesh;
	struct arena scratch;
	struct arena *arena;         /* of findings */
	struct sink *sink;
	struct undecided *undecided;
	struct finding *last;        /* what notes and edits are for; NULL where nothing was reported */
	size_t visits;
};

/* Call the rule for all that it wants to see of the mesh. */
void pass_run(struct pass *p, const struct rule *r);

#endif
