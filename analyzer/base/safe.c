/* Texts of others, made safe to print. */
#include "base/safe.h"

#include <string.h>

#include "base/utf8.h"

#define REPLACEMENT 0xfffd

uint32_t safe_char(uint32_t c)
{
	if (c < 0x20)
		return 0x2400 + c;
	if (c == 0x7f)
		return 0x2421;
	if (c < 0x80)
		return c;
	if (c < 0xa0 || c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e)
			|| (c >= 0x2066 && c <= 0x2069))
		return REPLACEMENT;
	return c;
}

bool safe_is_command(const char *text, size_t n, size_t i)
{
	if (i == 0 || text[i] != '#' || text[i - 1] != '#')
		return false;
	do
		i++;
	while (i < n && ((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z')));
	return i < n && text[i] == '[';
}

void safe_text(struct buf *out, const char *text, size_t n)
{
	size_t plain = 0; /* start of the bytes that can go out as they are */
	char put[4];
	uint32_t c;

	for (size_t i = 0; i < n;) {
		unsigned char b = (unsigned char)text[i];
		size_t len;

		if (b >= 0x20 && b < 0x7f && !(b == '#' && safe_is_command(text, n, i))) {
			i++;
			continue;
		}
		len = utf8_next(text + i, n - i, &c);
		c = len && b != '#' ? safe_char(c) : REPLACEMENT;
		len = len ? len : 1;
		buf_add(out, text + plain, i - plain);
		buf_add(out, put, utf8_put(c, put));
		i += len;
		plain = i;
	}
	buf_add(out, text + plain, n - plain);
}

void safe_puts(struct buf *out, const char *text)
{
	safe_text(out, text, strlen(text));
}

void safe_name(struct buf *out, const char *name)
{
	/* Whoever reads a log skips blanks of all kinds. */
	if (*name <= ' ' || *name > '~' || *name == ':' || *name == '#')
		buf_puts(out, "./");
	safe_puts(out, name);
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

/* No line begins with what may be a log's command. */
void safe_wrap(struct buf *out, const char *text, size_t column, size_t indent, size_t width)
{
	for (const char *at = text; *at;) {
		size_t n = strcspn(at, " "), columns = safe_width(at, n);

		if (at == text) {
			column += columns;
		} else if (column + 1 + columns > width && strncmp(at, "::", 2) != 0) {
			buf_printf(out, "\n%*s", (int)indent, "");
			column = indent + columns;
		} else {
			buf_putc(out, ' ');
			column += 1 + columns;
		}
		safe_text(out, at, n);
		at += n;
		at += strspn(at, " ");
	}
}
