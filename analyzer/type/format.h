#ifndef TYPE_FORMAT_H
#define TYPE_FORMAT_H
/*
 * How strings of a certain kind must look: hand-written tests, each accepting
 * exactly what the API server accepts. They neither allocate nor keep state.
 */
#include <stdbool.h>
#include <stddef.h>

#include "type/type.h"

/* Is the text of len bytes (a NUL follows) in this format? FORMAT_NONE takes everything. */
bool format_accepts(enum format f, const char *text, size_t len);

/* What a text must do, as a sentence part: "be a UUID", "consist of lowercase letters ...". */
const char *format_words(enum format f);

/* FORMAT_NONE where a schema's word is no format. */
enum format format_find(const char *word);
const char *format_name(enum format f);

/* How far the text is a URL to Go's net/url. */
enum url {
	URL_NONE,
	URL_REQUEST, /* url.ParseRequestURI takes it, url.Parse does not */
	URL_FULL,    /* both do */
};

/* *scheme_len is the length of the scheme at the text's begin, 0 where it has none. */
enum url url_parse(const char *text, size_t len, size_t *scheme_len);

/* Is the text a full URL with "http://" in front? */
bool url_behind_http(const char *text, size_t len);

#endif
