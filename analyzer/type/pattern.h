#ifndef TYPE_PATTERN_H
#define TYPE_PATTERN_H
/*
 * The regular expressions of schemas, run by pcre2 with limits on time and
 * depth. Compiled patterns are kept until the program ends. Any thread may call.
 */
#include <stdbool.h>
#include <stddef.h>

#include "type/type.h"

/* Does the pattern compile? If not, *why (an array of why_n bytes) says why and *at where. */
bool pattern_compiles(const char *text, char *why, size_t why_n, size_t *at);

/*
 * Does the pattern match somewhere in the text? A pattern that does not compile or
 * runs into a limit counts as matching: nothing is proven then.
 */
bool pattern_matches(struct pattern *p, const char *text, size_t len);

#endif
