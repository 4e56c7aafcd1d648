#ifndef BASE_JSON_H
#define BASE_JSON_H
/*
 * Writing JSON: commas, line breaks, indentation and escapes.
 *
 * The caller opens and closes in pairs; inside an object every value has a key.
 * Text is written as UTF-8 with bytes that are none as U+FFFD; what acts on a terminal or a log (base/safe.h) as an escape. Indented by two,
 * as jq prints; containers deeper than flat stay on one line.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct json {
	struct buf *out;
	unsigned flat;  /* what is nested deeper than this is on one line; 0: nothing is */
	unsigned depth;
	bool fresh;     /* nothing was written in the innermost container yet */
};

/* The next member of the innermost object; the next item, with key NULL, of an array. Keys need no escape. */
void json_object(struct json *j, const char *key);
void json_array(struct json *j, const char *key);
void json_end_object(struct json *j);
void json_end_array(struct json *j);
void json_text(struct json *j, const char *key, const char *text); /* NULL is null */
void json_text_n(struct json *j, const char *key, const char *text, size_t n);
void json_number(struct json *j, const char *key, size_t number);
void json_bool(struct json *j, const char *key, bool value);
void json_null(struct json *j, const char *key);

/* The words of a text that are separated by blanks, as an array; NULL is an empty one. */
void json_words(struct json *j, const char *key, const char *words);

/* Append a text's characters as they stand between the quotes of a JSON string. */
void json_escape(struct buf *out, const char *text, size_t n);

#endif
