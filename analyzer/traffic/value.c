/* Values of policies held against texts. */
#include "traffic/value.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool same(const char *a, const char *b, size_t n, bool fold)
{
	return fold ? strncasecmp(a, b, n) == 0 : memcmp(a, b, n) == 0;
}

bool value_takes(const char *value, const char *text, bool fold)
{
	size_t n = strlen(value), len = strlen(text);

	if (strcmp(value, "*") == 0)
		return len > 0;
	if (value[0] == '*')
		return n - 1 <= len && same(value + 1, text + len - (n - 1), n - 1, fold);
	if (n && value[n - 1] == '*')
		return n - 1 <= len && same(value, text, n - 1, fold);
	return n == len && same(value, text, n, fold);
}

bool value_takes_stars(const char *value, const char *text)
{
	const char *star = NULL, *from = text;

	while (*text) {
		if (*value == '*') {
			star = value++;
			from = text;
		} else if (*value == *text) {
			value++;
			text++;
		} else if (star) {
			/* What was behind the star did not fit: the star takes one more. */
			value = star + 1;
			text = ++from;
		} else {
			return false;
		}
	}
	while (*value == '*')
		value++;
	return !*value;
}

bool value_has_literal_star(const char *value)
{
	const char *star = strchr(value, '*');

	if (star == value)
		star = strchr(value + 1, '*');
	return star && (value[0] == '*' || star[1] != '\0');
}

bool value_is_template(const char *value)
{
	return strstr(value, "{*}") || strstr(value, "{**}");
}

/* What the operators of Envoy's URI templates take. */
static bool is_path_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("-._~%!$&'()+,;:@=", c));
}

/* Behind the operator at the beginning; NULL: there is none. */
static const char *operator_end(const char *template, bool *any)
{
	static const char *const words[] = { "{**}", "{*}", "**", "*" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i]);

		if (strncmp(template, words[i], n) == 0) {
			*any = strstr(words[i], "**") != NULL;
			return template + n;
		}
	}
	return NULL;
}

static bool operator_takes(char c, bool any)
{
	return is_path_char(c) || (any && c == '/');
}

bool value_takes_path(const char *template, const char *path)
{
	const char *behind = NULL, *from = path; /* the last operator, and what is behind what it takes so far */
	bool any = false, next_any = false;

	while (*path) {
		const char *rest = operator_end(template, &next_any);

		if (rest && (next_any || is_path_char(*path))) {
			any = next_any;
			path += !any;
			from = path;
			template = behind = rest;
		} else if (!rest && *template == *path) {
			template++;
			path++;
		} else if (behind && operator_takes(*from, any)) {
			template = behind;
			path = ++from;
		} else {
			return false;
		}
	}
	if (*template && operator_end(template, &next_any) && next_any)
		template = operator_end(template, &next_any);
	return !*template;
}

#define ADDRESS_BYTES 16 /* of the longer ones */

/* An address or range as bytes and the number of bits that count. False where it is none. */
static bool read_range(const char *value, unsigned char bytes[ADDRESS_BYTES], int *family, long *bits)
{
	char address[INET6_ADDRSTRLEN], *end;
	const char *slash = strchr(value, '/');
	size_t n = slash ? (size_t)(slash - value) : strlen(value);
	long most;

	if (n >= sizeof address)
		return false;
	memcpy(address, value, n);
	address[n] = 0;
	*family = strchr(address, ':') ? AF_INET6 : AF_INET;
	most = *family == AF_INET6 ? 128 : 32;
	*bits = most;
	if (inet_pton(*family, address, bytes) != 1)
		return false;
	if (!slash)
		return true;
	*bits = isdigit((unsigned char)slash[1]) ? strtol(slash + 1, &end, 10) : -1;
	return *bits >= 0 && *bits <= most && !*end;
}

bool value_is_address(const char *value)
{
	unsigned char bytes[ADDRESS_BYTES];
	int family;
	long bits;

	return read_range(value, bytes, &family, &bits);
}

bool value_takes_address(const char *value, const char *address)
{
	unsigned char range[ADDRESS_BYTES], one[ADDRESS_BYTES];
	int family, other;
	long bits, all;

	if (!read_range(value, range, &family, &bits) || !read_range(address, one, &other, &all) || family != other)
		return false;
	for (long i = 0; i < bits; i++)
		if ((range[i / 8] ^ one[i / 8]) >> (7 - i % 8) & 1)
			return false;
	return true;
}

#define MAX_PORT 65535

int value_port(const char *value)
{
	char *end;
	long port;

	if (!isdigit((unsigned char)*value))
		return -1;
	port = strtol(value, &end, 10);
	return *end || port > MAX_PORT ? -1 : (int)port;
}

static int hex(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Escapes that are undone: of characters that need none and, where asked, of slashes. Backslashes become slashes. */
static void unescape(char *path, bool slashes)
{
	char *to = path;

	for (const char *from = path; *from; from++) {
		int high = from[0] == '%' ? hex(from[1]) : -1, low = high >= 0 ? hex(from[2]) : -1;
		int c = low >= 0 ? high * 16 + low : 0;

		if (c && c < 128 && (isalnum(c) || strchr("-._~", c))) {
			*to++ = (char)c;
			from += 2;
		} else if (slashes && (c == '/' || c == '\\')) {
			*to++ = '/';
			from += 2;
		} else {
			*to++ = *from;
			if (*from == '\\')
				to[-1] = '/';
		}
	}
	*to = 0;
}

/* Without segments "." and "..", as a browser has it. */
static void drop_dots(char *path)
{
	char *to = path;

	for (const char *from = path; *from;) {
		size_t n = 1 + strcspn(from + 1, "/");
		bool last = !from[n];

		if (n == 2 && from[1] == '.') {
			if (last)
				*to++ = '/';
		} else if (n == 3 && from[1] == '.' && from[2] == '.') {
			while (to > path && *--to != '/')
				continue;
			if (last)
				*to++ = '/';
		} else {
			memmove(to, from, n);
			to += n;
		}
		from += n;
	}
	*to = 0;
}

static void merge_slashes(char *path)
{
	char *to = path;

	for (const char *from = path; *from; from++)
		if (*from != '/' || to == path || to[-1] != '/')
			*to++ = *from;
	*to = 0;
}

const char *path_normalized(struct arena *arena, const char *path, enum path_normalization how)
{
	char *out;

	if (how == PATH_NONE || path[0] != '/')
		return path;
	out = arena_strdup(arena, path);
	unescape(out, how == PATH_DECODE_AND_MERGE_SLASHES);
	drop_dots(out);
	if (how != PATH_BASE)
		merge_slashes(out);
	return out;
}
