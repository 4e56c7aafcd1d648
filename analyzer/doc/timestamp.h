#ifndef DOC_TIMESTAMP_H
#define DOC_TIMESTAMP_H
/* What the tag !!timestamp accepts. For doc only. */
#include <stdbool.h>
#include <stddef.h>

/*
 * A date, or a date with a time, in the forms of go-yaml v2: 2001-12-14, 2001-12-14 21:59:43.1, 2001-12-14T21:59:43.1Z
 * or with an offset as +05:00. All numbers but the year, and the offset's, may have one digit.
 */
bool timestamp_valid(const char *text, size_t len);

#endif
