#ifndef REPORT_EXCERPT_H
#define REPORT_EXCERPT_H
/*
 * A source line with the place in it underlined. For this room alone.
 */
#include <stdbool.h>

#include "report/style.h"
#include "source/source.h"

/* Is there a line to show? Not for a file that could not be read, is empty or lies outside the tree. */
bool excerpt_has(struct span span);

/*
 * Two lines: the first line of the span with its number, gutter digits wide,
 * and below it the mark under the span's characters; at least one, and followed by
 * an ellipsis where the span goes on in the next line. Takes time in proportion
 * to the terminal's width, however long the line is.
 */
void excerpt_put(struct buf *out, struct report_style style, struct span span, int gutter,
	enum ink ink, char mark);

/* The rest of the frame: an empty gutter with a sign behind it. */
void excerpt_gutter(struct buf *out, struct report_style style, int gutter, const char *sign);

#endif
