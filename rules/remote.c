/* URLs of webhooks. */
#include "rules/remote.h"

#include <ctype.h>
#include <string.h>

bool leads_to_istiod(const struct resource *configuration)
{
	if (configuration->kind == KIND_MUTATING_WEBHOOK)
		return str_starts(configuration->name, "istio-sidecar-injector");
	return str_is(configuration->name, "istiod-default-validator") || str_starts(configuration->name, "istio-validator");
}

/* Nothing, or a colon and digits. */
static bool is_port(const char *text, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (!isdigit((unsigned char)text[i]))
			return false;
	return n == 0 || *text == ':';
}

/* Percent signs stand before two hexadecimal digits; there are no blanks and control characters. */
static bool is_escaped(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text <= ' ' || *text == 127)
			return false;
		if (*text == '%' && !(isxdigit((unsigned char)text[1]) && isxdigit((unsigned char)text[2])))
			return false;
	}
	return true;
}

const char *webhook_url_host(const struct str *url, struct arena *scratch)
{
	const char *host, *end;
	size_t n;

	if (!str_starts(url, "https://") || !is_escaped(url->text) || strpbrk(url->text, "?#"))
		return NULL;
	host = url->text + strlen("https://");
	n = strcspn(host, "/");
	if (memchr(host, '@', n))
		return NULL;
	if (*host == '[') {
		end = memchr(host, ']', n);
		if (!end || !is_port(end + 1, n - (size_t)(end + 1 - host)))
			return NULL;
		return arena_strndup(scratch, host + 1, (size_t)(end - host) - 1);
	}
	end = memchr(host, ':', n);
	if (end && !is_port(end, n - (size_t)(end - host)))
		return NULL;
	n = end ? (size_t)(end - host) : n;
	return n ? arena_strndup(scratch, host, n) : NULL;
}
