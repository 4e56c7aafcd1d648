#ifndef TYPE_CEL_H
#define TYPE_CEL_H
/*
 * Expressions of CEL, the Common Expression Language: whether they parse. What they name is not looked at.
 */
#include <stddef.h>

/*
 * NULL where the text of len bytes (a NUL follows) is an expression; else what is wrong, as
 * part of a sentence. A static string.
 */
const char *cel_fault(const char *text, size_t len);

#endif
