#ifndef TYPE_RE2_H
#define TYPE_RE2_H
/*
 * Regular expressions of RE2, as istiod (Go's regexp) and Envoy read them.
 */
#include <stddef.h>

#define RE2_MAX_BYTES 1024 /* what istiod takes at most */

/*
 * NULL where the text of len bytes (a NUL follows) is a regular expression;
 * else what is wrong, as part of a sentence. A static string.
 */
const char *re2_fault(const char *text, size_t len);

#endif
