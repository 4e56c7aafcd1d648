/* Finds texts that are not rendered yet. */
#include "doc/placeholder.h"

#include <ctype.h>
#include <string.h>

#define LONGEST_VALUE 512 /* about twice a host name */

bool placeholder_suspect(const struct source *s)
{
	return memchr(s->bytes, '$', s->n) || memmem(s->bytes, s->n, "{{", 2) || memmem(s->bytes, s->n, "<%", 2);
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
