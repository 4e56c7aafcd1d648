#ifndef DOC_JSON_TEXT_H
#define DOC_JSON_TEXT_H
/*
 * The tokens of JSON (RFC 8259), for whoever reads some: documents here, sets of keys in the room type.
 * A call that returns false has met something else; the text is no JSON then.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct json_text {
	const char *bytes;   /* UTF-8 */
	uint32_t at, n;
	struct buf escaped;  /* the last string that had escapes, undone; whoever reads releases it */
};

/* The first byte behind blanks, or NUL at the end; JSON has no NUL. */
char json_peek(struct json_text *j);

/* Take one sign, behind blanks. */
bool json_take(struct json_text *j, char sign);

/* A string from its opening quote on, escapes undone. The text is good until the next string. */
bool json_string(struct json_text *j, const char **text, size_t *len);

/* true, false, null, or a number. */
bool json_word(struct json_text *j);

/* Any value that nests at most so many lists and maps deep. */
bool json_skip(struct json_text *j, int depth);

#endif
