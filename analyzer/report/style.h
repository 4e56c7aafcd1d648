#ifndef REPORT_STYLE_H
#define REPORT_STYLE_H
/*
 * Colours, and the pieces of lines. For this room alone.
 */
#include <stddef.h>

#include "base/buf.h"
#include "base/safe.h"
#include "diag/diag.h"
#include "report/report.h"

enum ink {
	INK_PLAIN,
	INK_STRONG,  /* file names, messages, headings */
	INK_FAINT,
	INK_ERROR,
	INK_WARNING,
	INK_INFO,
	INK_GOOD,
	INK_FRAME,   /* gutters, arrows, the second place */
	INK_CODE,
};

enum ink ink_of(enum severity s);

/* Switch the colour on and off; nothing where the style has none. */
void ink_begin(struct buf *out, struct report_style style, enum ink ink);
void ink_end(struct buf *out, struct report_style style, enum ink ink);

/* Text in a colour, made safe. */
void ink_text(struct buf *out, struct report_style style, enum ink ink, const char *text);

/* "1 error", "2 errors". */
void put_count(struct buf *out, size_t n, const char *thing);

void put_spaces(struct buf *out, size_t n);

#endif
