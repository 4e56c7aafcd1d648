#ifndef DOC_PROBLEM_H
#define DOC_PROBLEM_H
/*
 * libyaml's complaints made sentences for people. For doc only.
 */
#include "doc/build.h"

/* What libyaml said, with its marks as bytes of the source. */
struct problem {
	const char *context;  /* "while parsing a block mapping"; may be NULL */
	const char *text;     /* "did not find expected key" */
	uint32_t context_at;
	uint32_t at;
	uint32_t begin, limit; /* of the broken document; limit is where the text handed to libyaml ends */
};

/* Add the finding. */
void problem_report(struct builder *b, const struct problem *p);

/* Add the finding for a byte that no YAML document may hold. */
void problem_report_byte(struct builder *b, uint32_t at);

/* The first of n bytes from begin on that is not UTF-8 or a control character, or n. */
uint32_t problem_find_byte(const char *bytes, uint32_t n, uint32_t begin);

#endif
