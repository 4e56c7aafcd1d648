#ifndef TYPE_DEMAND_H
#define TYPE_DEMAND_H
/*
 * What istiod's admission webhook demands of single texts and numbers, by the
 * words that schemas have for it. For the type room and the schema compiler.
 */
#include <stdbool.h>
#include <stddef.h>

#include "type/check.h"

/* DEMAND_NONE where a schema's word is no demand. */
enum demand demand_find(const char *word);

/* Does the demand speak of numbers (else of texts)? */
bool demand_is_of_numbers(enum demand d);

/* OBJECTION_NONE where there is no such word. */
enum objection objection_find(const char *word);

/* The notice of an objection. */
const struct notice *objection_notice(enum objection o);

#endif
