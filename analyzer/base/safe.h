#ifndef BASE_SAFE_H
#define BASE_SAFE_H
/*
 * Texts of others, made safe to print: whatever goes to a terminal, or to a log that a CI system reads, goes through here.
 *
 * No text acts on a terminal, reorders what stands around it, begins a line of its own, or is a command to the
 * system that keeps the log: "::error::" at the beginning of a line (GitHub), "##[error]" and "##vso[" anywhere in it (GitHub, Azure),
 * "##teamcity[".
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * What to show for a character that must not reach a terminal: a control
 * picture for C0 controls and DEL, U+FFFD for C1 controls and for those that reorder
 * text or break lines; any other character is itself.
 */
uint32_t safe_char(uint32_t c);

/* Is the "#" at i the second of a log's command? */
bool safe_is_command(const char *text, size_t n, size_t i);

/* Append text with every character made safe, bytes that are not UTF-8 as U+FFFD, and so the second "#" of a command. */
void safe_text(struct buf *out, const char *text, size_t n);
void safe_puts(struct buf *out, const char *text);

/* Append the name of a file at the beginning of a line: where it could begin a command, with "./" before it. */
void safe_name(struct buf *out, const char *name);

/*
 * Append text, broken at blanks so that no line is wider than width where words allow it. column: where it begins, on a line that has
 * been begun; indent: blanks before each further line. No line feed behind the last.
 */
void safe_wrap(struct buf *out, const char *text, size_t column, size_t indent, size_t width);

/* The columns that a terminal gives this text. */
size_t safe_width(const char *text, size_t n);

#endif
