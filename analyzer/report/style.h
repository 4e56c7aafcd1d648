#ifndef REPORT_STYLE_H
#define REPORT_STYLE_H
/*
 * Colours, and text that is safe to send to a terminal. For this room alone.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
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

/*
 * What to show for a character that must not reach a terminal: a control
 * picture for C0 controls and DEL, U+FFFD for C1 controls and for those that reorder
 * text; any other character is itself.
 */
uint32_t safe_char(uint32_t c);

/* Append text with every character made safe and bytes that are not UTF-8 as U+FFFD. */
void safe_text(struct buf *out, const char *text, size_t n);
void safe_puts(struct buf *out, const char *text);

/* The columns that a terminal gives this text. */
size_t safe_width(const char *text, size_t n);

/* "1 error", "2 errors". */
void put_count(struct buf *out, size_t n, const char *thing);

void put_spaces(struct buf *out, size_t n);

#endif
