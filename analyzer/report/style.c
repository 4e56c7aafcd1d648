/* Colours, and text that is safe to send to a terminal. */
#include "report/style.h"

#include <string.h>

#include "base/utf8.h"

#define REPLACEMENT 0xfffd

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

uint32_t safe_char(uint32_t c)
{
	if (c < 0x20)
		return 0x2400 + c;
	if (c == 0x7f)
		return 0x2421;
	if (c < 0x80)
		return c;
	if (c < 0xa0 || c == 0x61c || c == 0x200e || c == 0x200f || c == 0x2028 || c == 0x2029
		|| (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
		return REPLACEMENT;
	return c;
}

void safe_text(struct buf *out, const char *text, size_t n)
{
	size_t plain = 0; /* start of the bytes that can go out as they are */
	char put[4];
	uint32_t c;

	for (size_t i = 0; i < n;) {
		unsigned char b = (unsigned char)text[i];
		size_t len;

		if (b >= 0x20 && b < 0x7f) {
			i++;
			continue;
		}
		len = utf8_next(text + i, n - i, &c);
		if (!len)
			c = REPLACEMENT;
		if (!len || safe_char(c) != c) {
			buf_add(out, text + plain, i - plain);
			buf_add(out, put, utf8_put(safe_char(c), put));
			plain = i + (len ? len : 1);
		}
		i += len ? len : 1;
	}
	buf_add(out, text + plain, n - plain);
}

void safe_puts(struct buf *out, const char *text)
{
	safe_text(out, text, strlen(text));
}

size_t safe_width(const char *text, size_t n)
{
	size_t width = 0;
	uint32_t c;

	for (size_t i = 0; i < n;) {
		size_t len = utf8_next(text + i, n - i, &c);

		width += len ? (size_t)utf8_width(safe_char(c)) : 1;
		i += len ? len : 1;
	}
	return width;
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
