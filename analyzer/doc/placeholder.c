/* Finds texts that are not rendered yet. */
#include "doc/placeholder.h"

#include <ctype.h>
#include <string.h>

#define LONGEST_VALUE 512 /* about twice a host name */

/* Does the first character stand somewhere before one of the second ones? */
static bool has_pair(const struct source *s, char first, const char *second)
{
	const char *at = s->bytes, *end = at + s->n;

	while ((at = memchr(at, first, (size_t)(end - at)))) {
		at++;
		if (*at && strchr(second, *at))
			return true;
	}
	return false;
}

bool placeholder_suspect(const struct source *s)
{
	return has_pair(s, '$', "{(") || has_pair(s, '{', "{") || has_pair(s, '<', "%");
}

/* A name of envsubst or kustomize behind the opening bracket. A default may follow that of ${}. */
static bool is_variable(const char *t, size_t n, char close)
{
	size_t i = 0;

	while (i < n && (isalnum((unsigned char)t[i]) || (t[i] && strchr("_-.", t[i]))))
		i++;
	if (i == 0 || i == n)
		return false;
	return t[i] == close || (close == '}' && strchr(":=?+/#%^,@", t[i]) && memchr(t + i, close, n - i));
}

bool placeholder_in(const char *text, size_t len)
{
	bool is_json = len > 1 && (text[0] == '[' || (text[0] == '{' && text[1] != '{'));

	if (is_json || len > LONGEST_VALUE || memchr(text, '\n', len))
		return false;
	for (size_t i = 0; i + 3 < len; i++) {
		const char *t = text + i;
		size_t n = len - i;

		if (t[0] == '$' && t[1] == '{' && is_variable(t + 2, n - 2, '}'))
			return true;
		if (t[0] == '$' && t[1] == '(' && is_variable(t + 2, n - 2, ')'))
			return true;
		if (t[0] == '{' && t[1] == '{' && memmem(t + 2, n - 2, "}}", 2))
			return true;
		if (t[0] == '<' && t[1] == '%' && memmem(t + 2, n - 2, "%>", 2))
			return true;
	}
	return false;
}
