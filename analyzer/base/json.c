/* Writing JSON: commas, line breaks, indentation and escapes. */
#include "base/json.h"

#include <string.h>

#include "base/utf8.h"
#include "base/safe.h"

void json_escape(struct buf *out, const char *text, size_t n)
{
	static const char shorts[0x20] = {
		['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r',
	};
	size_t plain = 0; /* start of the bytes that can go out as they are */
	uint32_t c;

	for (size_t i = 0; i < n;) {
		unsigned char b = (unsigned char)text[i];
		size_t len = 1;

		if (b >= 0x20 && b < 0x7f && b != '"' && b != '\\' && !(b == '#' && safe_is_command(text, n, i))) {
			i++;
			continue;
		}
		len = b >= 0x80 ? utf8_next(text + i, n - i, &c) : 1;
		if (b >= 0x80 && len && safe_char(c) == c) {
			i += len;
			continue;
		}
		buf_add(out, text + plain, i - plain);
		if (!len)
			buf_puts(out, "\xef\xbf\xbd");
		else if (b >= 0x7f || b == '#') /* all of them have four digits */
			buf_printf(out, "\\u%04x", (unsigned)(b >= 0x80 ? c : b));
		else if (b >= 0x20)
			buf_add(out, (char[]) { '\\', (char)b }, 2);
		else if (shorts[b])
			buf_add(out, (char[]) { '\\', shorts[b] }, 2);
		else
			buf_printf(out, "\\u%04x", b);
		plain = i += len ? len : 1;
	}
	buf_add(out, text + plain, n - plain);
}

static bool on_one_line(const struct json *j)
{
	return j->flat && j->depth > j->flat;
}

static void line_break(struct json *j)
{
	if (on_one_line(j))
		return;
	buf_putc(j->out, '\n');
	buf_printf(j->out, "%*s", (int)(2 * (size_t)j->depth), "");
}

/* What stands before a value: a comma, a new line, the key. */
static void lead(struct json *j, const char *key)
{
	if (!j->fresh && j->depth)
		buf_add(j->out, ", ", on_one_line(j) ? 2 : 1);
	if (j->depth)
		line_break(j);
	j->fresh = false;
	if (key) {
		buf_putc(j->out, '"');
		buf_puts(j->out, key);
		buf_puts(j->out, "\": ");
	}
}

static void open(struct json *j, const char *key, char bracket)
{
	lead(j, key);
	buf_putc(j->out, bracket);
	j->depth++;
	j->fresh = true;
}

static void end(struct json *j, char bracket)
{
	bool flat = on_one_line(j);

	j->depth--;
	if (!j->fresh && !flat)
		line_break(j);
	buf_putc(j->out, bracket);
	j->fresh = false;
	if (!j->depth)
		buf_putc(j->out, '\n');
}

void json_object(struct json *j, const char *key)
{
	open(j, key, '{');
}

void json_array(struct json *j, const char *key)
{
	open(j, key, '[');
}

void json_end_object(struct json *j)
{
	end(j, '}');
}

void json_end_array(struct json *j)
{
	end(j, ']');
}

void json_text_n(struct json *j, const char *key, const char *text, size_t n)
{
	lead(j, key);
	buf_putc(j->out, '"');
	json_escape(j->out, text, n);
	buf_putc(j->out, '"');
}

void json_text(struct json *j, const char *key, const char *text)
{
	if (text)
		json_text_n(j, key, text, strlen(text));
	else
		json_null(j, key);
}

void json_number(struct json *j, const char *key, size_t number)
{
	char digits[24];
	size_t i = sizeof digits;

	lead(j, key);
	do
		digits[--i] = (char)('0' + number % 10);
	while (number /= 10);
	buf_add(j->out, digits + i, sizeof digits - i);
}

void json_bool(struct json *j, const char *key, bool value)
{
	lead(j, key);
	buf_puts(j->out, value ? "true" : "false");
}

void json_null(struct json *j, const char *key)
{
	lead(j, key);
	buf_puts(j->out, "null");
}

void json_words(struct json *j, const char *key, const char *words)
{
	json_array(j, key);
	for (const char *at = words ? words : ""; *at;) {
		size_t n = strcspn(at, " ");

		if (n)
			json_text_n(j, NULL, at, n);
		at += n + (at[n] == ' ');
	}
	json_end_array(j);
}
