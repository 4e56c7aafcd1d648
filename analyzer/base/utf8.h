#ifndef BASE_UTF8_H
#define BASE_UTF8_H
/* UTF-8 as Unicode defines it: no surrogates, no overlong forms, at most U+10FFFF. */
#include <stddef.h>
#include <stdint.h>

/* Bytes of the character at text (1 to 4), or 0 where text of n bytes does not begin with a valid one. */
size_t utf8_next(const char *text, size_t n, uint32_t *code_point);

/* Characters in n bytes; an invalid byte counts as one. */
size_t utf8_count(const char *text, size_t n);

/* Offset of the first byte that is not valid UTF-8, or n. */
size_t utf8_check(const char *text, size_t n);

/* Columns that a terminal gives the character: 0 (combining), 1, or 2 (wide). */
int utf8_width(uint32_t code_point);

/* Append the character to out (4 bytes room); returns the bytes written. */
size_t utf8_put(uint32_t code_point, char *out);

#endif
