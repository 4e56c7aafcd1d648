#ifndef TRACE_CASES_H
#define TRACE_CASES_H
/*
 * Tests in the format of istio-config-validator: "testCases", each with requests for a host that nobody sends, and with what the
 * VirtualServices' rule for them says. README.md has what is asked of the mesh for them.
 */
#include <stdbool.h>

#include "base/truth.h"
#include "trace/wish.h"
#include "traffic/choice.h"

struct answer;

/* Is the document of this format? */
bool cases_are_these(const struct node *root);

/* Read the document: a wish for each combination of what a request lists. What is wrong adds a line to errors. */
void cases_read(struct wishes *w, const struct node *root, struct buf *errors);

/*
 * Does the rule that takes the request have what the test case wants? UNKNOWN where its delegate is not in the tree, and where several
 * may take it and they differ. Lines that say what differs are added.
 */
enum truth cases_meet(const struct mesh *m, const struct node *wanted, const struct choices *choices, struct buf *differences);

/* The rule, or the rules, as an answer. */
void choices_answer(const struct choices *choices, const struct request *r, struct arena *arena, struct answer *out);

#endif
