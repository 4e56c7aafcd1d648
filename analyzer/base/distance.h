#ifndef BASE_DISTANCE_H
#define BASE_DISTANCE_H
/* How far one word is from another: for "did you mean". */
#include <stddef.h>

#define EDIT_LONGEST 64 /* bytes of what is worth a suggestion */

/* Edits (insert, delete, replace, swap neighbours) from a to b, or limit + 1 where there are more, or one of them is too long. */
size_t edit_distance(const char *a, size_t a_len, const char *b, size_t b_len, size_t limit);

#endif
