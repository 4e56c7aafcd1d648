/* Writing XML 1.0. */
#include "base/xml.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/safe.h"
#include "base/utf8.h"

/* Is the character one of XML 1.0's? */
static bool is_xml(uint32_t c)
{
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) || c >= 0x10000;
}

/* Must the character at i be a reference, though it is one of XML's? Readers take line breaks and tabs of attributes for blanks. */
static bool is_referred(uint32_t c, const char *text, size_t n, size_t i, bool attribute)
{
	if (c == '\n' || c == '\t')
		return attribute;
	if (c == ':') /* "::" begins a command of a log */
		return i + 1 < n && text[i + 1] == ':';
	return safe_char(c) != c || (c == '#' && safe_is_command(text, n, i));
}

static void put_character(struct buf *out, uint32_t c)
{
	char bytes[4];

	buf_add(out, bytes, utf8_put(c, bytes));
}

static void escape(struct buf *out, const char *text, size_t n, bool attribute)
{
	for (size_t i = 0, len; i < n; i += len) {
		uint32_t c = 0;

		len = utf8_next(text + i, n - i, &c);
		if (!len) {
			len = 1;
			buf_puts(out, "\xef\xbf\xbd");
		} else if (c == '&' || c == '<' || c == '>' || c == '"') {
			buf_puts(out, c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&quot;");
		} else if (!is_xml(c)) {
			put_character(out, c < 0x20 ? safe_char(c) : 0xfffd);
		} else if (is_referred(c, text, n, i, attribute)) {
			buf_printf(out, "&#%u;", (unsigned)c);
		} else {
			buf_add(out, text + i, len);
		}
	}
}

void xml_attribute_n(struct buf *out, const char *name, const char *text, size_t n)
{
	buf_printf(out, " %s=\"", name);
	escape(out, text, n, true);
	buf_putc(out, '"');
}

void xml_attribute(struct buf *out, const char *name, const char *text)
{
	xml_attribute_n(out, name, text, strlen(text));
}

void xml_number(struct buf *out, const char *name, size_t number)
{
	buf_printf(out, " %s=\"%zu\"", name, number);
}

void xml_text(struct buf *out, const char *text)
{
	escape(out, text, strlen(text), false);
}
