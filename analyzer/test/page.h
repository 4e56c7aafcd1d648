#ifndef TEST_PAGE_H
#define TEST_PAGE_H
/*
 * A rule's page taken apart: its headings, and the files in its fences.
 *
 *	# VS004 virtualservice-unknown-gateway
 *	(blank) the summary (blank)
 *	## Why it matters, ## Bad, ## meshlint says, ## Good, ## When to silence it, ## References
 *
 * Under Bad and Good stand fences whose first line names a file ("```yaml path/name.yaml"),
 * or is "```sh" for commands that make what cannot be written down as text.
 * A line "Options: `--world closed`" before Bad's first fence gives the words
 * that meshlint check gets for Bad and for Good.
 *
 * A line of Bad on which the rule fires ends with "# expect: VS004" (several codes: with commas between). Where that
 * stands alone on a line it is the next line that is meant; with a place behind
 * it, "# expect: IN003 notes.yaml:1", that place.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/vec.h"

struct page_file {
	const char *path;  /* NULL: commands for sh */
	const char *text;
};

struct page_files {
	VEC(struct page_file) list;
};

struct page_text {
	const char *code, *name, *summary;
	const char *options;   /* "" where it names none */
	struct page_files bad, good;
	const char *says;      /* what stands in the fence under "meshlint says" */
	size_t says_at, says_n; /* its place in the page */
};

/* Take a page apart. NULL, or what is wrong with it, with its line. */
const char *page_parse(struct arena *a, const char *text, struct page_text *out);

/* The findings that a page's bad files expect, as "file:line CODE" lines, sorted. */
const char *page_expects(struct arena *a, const struct page_files *files);

#endif
