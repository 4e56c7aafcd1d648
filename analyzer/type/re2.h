#ifndef TYPE_RE2_H
#define TYPE_RE2_H
/*
 * Regular expressions of RE2, as istiod (Go's regexp) and Envoy read them.
 */
#include <stdbool.h>
#include <stddef.h>

#define RE2_MAX_BYTES 1024 /* what istiod takes at most */

/*
 * NULL where the text of len bytes (a NUL follows) is a regular expression;
 * else what is wrong, as part of a sentence. A static string.
 */
const char *re2_fault(const char *text, size_t len);

/* Is there a class \p{name}? Case, blanks, dashes and underscores do not count. For re2.c only. */
bool re2_is_class(const char *name, size_t n);

#endif
