#ifndef TYPE_PATTERN_H
#define TYPE_PATTERN_H
/*
 * The regular expressions of schemas, run by pcre2 with limits on time and
 * depth. A pattern of a const schema is compiled at first use and kept until the
 * program ends; one made at run time is compiled at once. Any thread may match.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/truth.h"
#include "type/type.h"

/* Does the pattern compile? If not, *why (an array of why_n bytes) says why and *at where. */
bool pattern_compiles(const char *text, char *why, size_t why_n, size_t *at);

/* A pattern that lives in the arena, its compiled form included. text must outlive it. */
struct pattern *pattern_make(struct arena *a, const char *text);

/*
 * Does the pattern match somewhere in the text? UNKNOWN where that takes more steps than a text of this length is given. A
 * pattern that does not compile counts as matching: nothing is proven by it.
 */
enum truth pattern_matches(struct pattern *p, const char *text, size_t len);

/* The version of the library that runs them: "10.42 2022-12-11". */
const char *pattern_library(struct arena *a);

#endif
