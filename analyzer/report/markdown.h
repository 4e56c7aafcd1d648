#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H
/*
 * Markdown for the terminal, a line at a time: what the pages of rules use of it, and no more. For this room alone.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "report/style.h"

/* Set out, style and width, the rest to zero. */
struct markdown {
	struct buf *out;
	struct report_style style;
	unsigned width;
	struct buf paragraph; /* text to be wrapped, its lines joined by blanks */
	unsigned indent;      /* of the paragraph's lines after the first */
	bool code, strong;    /* inside `code` or **strong text** */
	bool fence;           /* inside a fence, whose lines are shown as they are, */
	bool prose;           /* but for those of text, which may be wrapped */
};

/* What a line of code is in its example. */
enum code_line {
	CODE_PLAIN,
	CODE_WRONG,   /* what the example is about */
	CODE_CHANGED, /* what is otherwise where it is right */
};

/* A line without its line feed; code counts inside a fence alone. */
void markdown_line(struct markdown *m, const char *line, size_t n, enum code_line code);

/* The text ends here. */
void markdown_end(struct markdown *m);

#endif
