#ifndef REPORT_PLACE_H
#define REPORT_PLACE_H
/*
 * Places and objects in words, for the formats that have one line for them. For this room alone.
 */
#include <stdbool.h>

#include "base/buf.h"
#include "diag/diag.h"

/* Where a program that wants a place is told a finding: at its own, else at the first other place that it has; else without a source. */
struct span place_of(const struct finding *f);

/* Append "file:line:column", made safe; nothing where there is no source. */
void place_put(struct buf *out, struct span at);

/*
 * Append "Kind namespace/name, path (mesh name)", made safe; nothing where the finding is of no object. group: "Kind.group", as kubectl
 * tells kinds of one name apart.
 */
void place_subject(struct buf *out, const struct finding *f, bool group);

/* Are two findings shown in the same file? */
bool place_same_file(const struct finding *a, const struct finding *b);

#endif
