/* JSON cut into tokens. */
#include "doc/json_text.h"

#include <string.h>

#include "base/utf8.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The byte at the place. */
static char at_byte(const struct json_text *j)
{
	return j->at < j->n ? j->bytes[j->at] : '\0';
}

char json_peek(struct json_text *j)
{
	while (j->at < j->n && is_blank(j->bytes[j->at]))
		j->at++;
	return at_byte(j);
}

bool json_take(struct json_text *j, char sign)
{
	if (json_peek(j) != sign)
		return false;
	j->at++;
	return true;
}

static bool read_hex(struct json_text *j, uint32_t *out)
{
	*out = 0;
	if (j->n - j->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		char c = j->bytes[j->at++];
		const char *digits = "0123456789abcdef";
		const char *d = c ? strchr(digits, c >= 'A' && c <= 'F' ? c | 0x20 : c) : NULL;

		if (!d)
			return false;
		*out = *out << 4 | (uint32_t)(d - digits);
	}
	return true;
}

/* Behind "\u": one character, which may take a second escape. Half a pair becomes U+FFFD, as in Go. */
static bool read_unicode(struct json_text *j)
{
	uint32_t c, low, back;
	char utf8[4];

	if (!read_hex(j, &c))
		return false;
	if (c >= 0xd800 && c <= 0xdbff && j->n - j->at >= 2
			&& memcmp(j->bytes + j->at, "\\u", 2) == 0) {
		back = j->at;
		j->at += 2;
		if (!read_hex(j, &low))
			return false;
		if (low >= 0xdc00 && low <= 0xdfff)
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		else
			j->at = back;
	}
	if (c >= 0xd800 && c <= 0xdfff)
		c = 0xfffd;
	buf_add(&j->escaped, utf8, utf8_put(c, utf8));
	return true;
}

static bool read_escape(struct json_text *j)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = at_byte(j);
	const char *known = c ? strchr(from, c) : NULL;

	j->at++;
	if (c == 'u')
		return read_unicode(j);
	if (known)
		buf_putc(&j->escaped, to[known - from]);
	return known != NULL;
}

bool json_string(struct json_text *j, const char **text, size_t *len)
{
	uint32_t run = ++j->at;
	bool escaped = false;

	for (;; j->at++) {
		unsigned char c = (unsigned char)at_byte(j);

		if (c == '"')
			break;
		if (c < ' ')
			return false;
		if (c != '\\')
			continue;
		if (!escaped)
			buf_clear(&j->escaped);
		escaped = true;
		buf_add(&j->escaped, j->bytes + run, j->at - run);
		j->at++;
		if (!read_escape(j))
			return false;
		run = j->at--;
	}
	*text = j->bytes + run;
	*len = j->at++ - run;
	if (escaped) {
		buf_add(&j->escaped, *text, *len);
		*text = j->escaped.at;
		*len = j->escaped.n;
	}
	return true;
}

static bool skip_digits(struct json_text *j)
{
	uint32_t begin = j->at;

	while (at_byte(j) >= '0' && at_byte(j) <= '9')
		j->at++;
	return j->at > begin;
}

static bool skip_number(struct json_text *j)
{
	uint32_t first;

	if (at_byte(j) == '-')
		j->at++;
	first = j->at;
	if (!skip_digits(j) || (j->bytes[first] == '0' && j->at > first + 1))
		return false;
	if (at_byte(j) == '.') {
		j->at++;
		if (!skip_digits(j))
			return false;
	}
	if (at_byte(j) == 'e' || at_byte(j) == 'E') {
		j->at++;
		if (at_byte(j) == '+' || at_byte(j) == '-')
			j->at++;
		return skip_digits(j);
	}
	return true;
}

static bool skip_name(struct json_text *j)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < 3; i++) {
		size_t len = strlen(words[i]);

		if (j->n - j->at >= len && memcmp(j->bytes + j->at, words[i], len) == 0) {
			j->at += (uint32_t)len;
			return true;
		}
	}
	return false;
}

bool json_word(struct json_text *j)
{
	char c = at_byte(j);

	return c == '-' || (c >= '0' && c <= '9') ? skip_number(j) : skip_name(j);
}

bool json_skip(struct json_text *j, int depth)
{
	const char *text;
	size_t len;
	char c = json_peek(j), closing = c == '{' ? '}' : ']';

	if (c == '"')
		return json_string(j, &text, &len);
	if (c != '{' && c != '[')
		return json_word(j);
	j->at++;
	if (json_take(j, closing))
		return true;
	if (depth == 0)
		return false;
	do {
		if (c == '{' && (json_peek(j) != '"' || !json_string(j, &text, &len) || !json_take(j, ':')))
			return false;
		if (!json_skip(j, depth - 1))
			return false;
	} while (json_take(j, ','));
	return json_take(j, closing);
}
