#ifndef DOC_JSON_H
#define DOC_JSON_H
/*
 * JSON (RFC 8259) read as JSON: YAML readers refuse some of it, such as
 * surrogate pairs in escapes, long keys, and several values in a row. For doc only.
 */
#include "doc/build.h"

enum json_result {
	JSON_READ,     /* one or more values, all in load.documents */
	JSON_GIVEN_UP, /* JSON so far, but a guard stopped it; the finding is added */
	JSON_OTHER,    /* no JSON: documents and findings are as before, YAML may know better */
};

/* Read a source that begins with { or [ behind blanks; for others the answer is JSON_OTHER. */
enum json_result json_read(struct builder *b, uint32_t begin);

#endif
