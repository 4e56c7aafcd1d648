#ifndef LINT_KNOWN_H
#define LINT_KNOWN_H
/*
 * Findings that another run over an earlier state of the same tree had already.
 *
 * A finding is the same where rule, mesh, resource and what is said agree, though lines have moved; and where the field or the file has
 * another place in the tree as well. What is said may differ where the rule finds fault with the same text of the same field: the rest
 * of a message tells of other places. Of several that agree, as many are known as there were.
 */
#include "base/buf.h"
#include "lint/lint.h"

/* Put what identifies the result's findings. Their files are called as seen from folder, which is absolute. */
void known_put(struct buf *out, const struct lint_result *r, const char *folder);

/*
 * Take out of the result what stands in the n bytes of known_put, and count it anew; returns how many of those that are listed were
 * taken out. A run that was incomplete only for what was taken out is complete. Bytes that known_put has not made are a panic.
 */
size_t known_take_out(struct lint_result *r, const char *bytes, size_t n, const char *folder);

#endif
