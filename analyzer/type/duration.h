#ifndef TYPE_DURATION_H
#define TYPE_DURATION_H
/* Durations as Go reads them. For the type room, and for rules that hold one against another. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A duration as Go's time.ParseDuration reads it, in nanoseconds; a NUL follows the text. false where it is none
 * or is beyond 290 years.
 */
bool duration_parse(const char *text, size_t len, int64_t *nanoseconds);

#endif
