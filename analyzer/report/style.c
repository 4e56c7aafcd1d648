/* Colours, and the pieces of lines. */
#include "report/style.h"


enum ink ink_of(enum severity s)
{
	switch (s) {
	case SEVERITY_ERROR:
		return INK_ERROR;
	case SEVERITY_WARNING:
		return INK_WARNING;
	default:
		return INK_INFO;
	}
}

void ink_begin(struct buf *out, struct report_style style, enum ink ink)
{
	static const char *const codes[] = {
		[INK_PLAIN]   = "",
		[INK_STRONG]  = "\033[1m",
		[INK_FAINT]   = "\033[2m",
		[INK_ERROR]   = "\033[1;31m",
		[INK_WARNING] = "\033[1;33m",
		[INK_INFO]    = "\033[1;36m",
		[INK_GOOD]    = "\033[1;32m",
		[INK_FRAME]   = "\033[1;34m",
		[INK_CODE]    = "\033[36m",
	};

	if (style.colour)
		buf_puts(out, codes[ink]);
}

void ink_end(struct buf *out, struct report_style style, enum ink ink)
{
	if (style.colour && ink != INK_PLAIN)
		buf_puts(out, "\033[0m");
}

void ink_text(struct buf *out, struct report_style style, enum ink ink, const char *text)
{
	ink_begin(out, style, ink);
	safe_puts(out, text);
	ink_end(out, style, ink);
}

void put_count(struct buf *out, size_t n, const char *thing)
{
	buf_printf(out, "%zu %s%s", n, thing, n == 1 ? "" : "s");
}

void put_spaces(struct buf *out, size_t n)
{
	static const char blank[] = "                                ";

	for (; n > sizeof blank - 1; n -= sizeof blank - 1)
		buf_add(out, blank, sizeof blank - 1);
	buf_add(out, blank, n);
}
