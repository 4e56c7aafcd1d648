/* How istiod wants hosts, addresses, names and labels to look. */
#include "type/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_LABEL  63
#define MAX_HOST   255
#define MAX_PREFIX 253 /* of a label's key */
#define UNIX       "unix://"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_alnum(char c)
{
	return is_digit(c) || is_letter(c);
}

/* Letters and digits, with characters of inner between them. */
static bool is_word(const char *text, size_t len, const char *inner)
{
	for (size_t i = 0; i < len; i++)
		if (!is_alnum(text[i]) && (i == 0 || i == len - 1 || !text[i] || !strchr(inner, text[i])))
			return false;
	return len > 0;
}

bool text_is_dns_label(const char *text, size_t len)
{
	return len <= MAX_LABEL && is_word(text, len, "-");
}

bool text_is_dns_label_or_empty(const char *text, size_t len)
{
	return len == 0 || text_is_dns_label(text, len);
}

/* "*", a label, or a label behind "*" or "*-". */
static bool is_wildcard_label(const char *text, size_t len)
{
	if (len > MAX_LABEL)
		return false;
	if (*text != '*' || len == 1)
		return *text == '*' || text_is_dns_label(text, len);
	if (text[1] == '-')
		return text_is_dns_label(text + 2, len - 2);
	return text_is_dns_label(text + 1, len - 1);
}

/* A number that fits into 64 bits, as Go's Atoi reads it; signs aside, which no label has. */
static bool is_number(const char *text, size_t len)
{
	char digits[24];

	for (size_t i = 0; i < len; i++)
		if (!is_digit(text[i]))
			return false;
	while (len > 1 && *text == '0') {
		text++;
		len--;
	}
	if (len >= sizeof digits)
		return false;
	memcpy(digits, text, len);
	digits[len] = '\0';
	errno = 0;
	strtoll(digits, NULL, 10);
	return errno == 0;
}

/* Labels with dots between; the last one is no number, and may be empty. */
static bool is_domain(const char *text, size_t len)
{
	const char *end = text + len, *dot;

	for (; (dot = memchr(text, '.', (size_t)(end - text))); text = dot + 1)
		if (!text_is_dns_label(text, (size_t)(dot - text)))
			return false;
	return text == end || (text_is_dns_label(text, (size_t)(end - text)) && !is_number(text, (size_t)(end - text)));
}

bool text_is_fqdn(const char *text, size_t len)
{
	return len > 0 && len <= MAX_HOST && is_domain(text, len);
}

bool text_is_wildcard_host(const char *text, size_t len)
{
	const char *dot = memchr(text, '.', len);
	size_t n = dot ? (size_t)(dot - text) : len;

	return len <= MAX_HOST && is_wildcard_label(text, n) && (!dot || is_domain(dot + 1, len - n - 1));
}

bool text_is_destination(const char *text, size_t len)
{
	return text_is_wildcard_host(text, len) && !(len == 1 && *text == '*');
}

/* As Go's netip.ParseAddr: no leading zeros, IPv6 perhaps with a zone. */
bool text_is_address(const char *text, size_t len)
{
	char copy[INET6_ADDRSTRLEN + 1];
	unsigned char bytes[16];
	const char *zone = memchr(text, '%', len);

	if (zone && (zone == text + len - 1 || !memchr(text, ':', (size_t)(zone - text))))
		return false;
	if (zone)
		len = (size_t)(zone - text);
	if (len >= sizeof copy)
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return strlen(copy) == len && inet_pton(memchr(copy, ':', len) ? AF_INET6 : AF_INET, copy, bytes) == 1;
}

bool text_is_no_address(const char *text, size_t len)
{
	return !text_is_address(text, len);
}

/* As Go's netip.ParsePrefix: no zone, and the length without sign or leading zeros. */
static bool is_block(const char *text, size_t len, const char *slash)
{
	size_t n = (size_t)(slash - text), digits = len - n - 1;
	bool is_v6 = memchr(text, ':', n) != NULL;

	if (digits == 0 || digits > 3 || (digits > 1 && slash[1] == '0') || memchr(text, '%', n))
		return false;
	for (size_t i = 1; i <= digits; i++)
		if (!is_digit(slash[i]))
			return false;
	return text_is_address(text, n) && atoi(slash + 1) <= (is_v6 ? 128 : 32);
}

bool text_is_address_block(const char *text, size_t len)
{
	const char *slash = memchr(text, '/', len);

	return slash ? is_block(text, len, slash) : text_is_address(text, len);
}

bool text_is_address_or_empty(const char *text, size_t len)
{
	return len == 0 || text_is_address(text, len);
}

bool text_is_host_or_ip(const char *text, size_t len)
{
	return text_is_fqdn(text, len) || text_is_address(text, len);
}

/* outbound_.80_._.host: names that the automatic passthrough of gateways makes. */
bool text_is_generated_host(const char *text, size_t len)
{
	const char *parts[5] = {text, NULL, NULL, NULL, NULL}, *end = text + len;
	int n = 1;
	bool digit = false, letter = false;

	if (strncmp(text, "outbound_", 9) != 0)
		return false;
	for (const char *at = text; at < end && n < 5; at++)
		if (*at == '_')
			parts[n++] = at + 1;
	if (n < 4)
		return false;
	for (const char *at = parts[1]; *at != '_'; at++)
		digit |= is_digit(*at);
	for (const char *at = parts[3]; at < end && *at != '_'; at++)
		letter |= is_letter(*at);
	return digit && letter;
}

bool text_is_routed_host(const char *text, size_t len)
{
	if (len > MAX_HOST)
		return false;
	return text_is_wildcard_host(text, len) || text_is_address(text, len) || text_is_generated_host(text, len);
}

/* What stands behind the namespace of a Gateway's or Sidecar's host. */
static bool is_exposed(const char *text, size_t len, bool allow_address)
{
	if (len == 1 && *text == '*')
		return true;
	if (!memchr(text, '.', len) || (text[0] == '*' && text[1] != '.'))
		return false;
	return text_is_wildcard_host(text, len) || (allow_address && text_is_address(text, len));
}

static bool is_scope(const char *text, size_t len)
{
	return (len == 1 && (*text == '*' || *text == '.')) || text_is_dns_label(text, len);
}

bool text_is_gateway_host(const char *text, size_t len)
{
	const char *slash = memchr(text, '/', len);
	size_t n = slash ? (size_t)(slash - text) : 0;

	if (!slash)
		return is_exposed(text, len, true);
	return is_scope(text, n) && is_exposed(slash + 1, len - n - 1, true);
}

bool text_is_sidecar_host(const char *text, size_t len)
{
	const char *slash = memchr(text, '/', len);
	size_t n = slash ? (size_t)(slash - text) : 0, minus = *text == '~';

	return n && ((minus && n == 1) || is_scope(text + minus, n - minus))
		&& is_exposed(slash + 1, len - n - 1, false);
}

/* "unix://" and a path, or a name in the abstract space. *is_unix: does the text begin so? */
static bool unix_address(const char *text, size_t len, bool *is_unix)
{
	size_t n = strlen(UNIX);

	*is_unix = strncmp(text, UNIX, n) == 0;
	return *is_unix && (text[n] == '@' || (text[n] == '/' && text[len - 1] != '/'));
}

bool text_is_bind(const char *text, size_t len)
{
	bool is_unix, fine = unix_address(text, len, &is_unix);

	return is_unix ? fine : text_is_address_or_empty(text, len);
}

bool text_is_endpoint(const char *text, size_t len)
{
	bool is_unix, fine = unix_address(text, len, &is_unix);

	return is_unix ? fine : len == 0 || text_is_host_or_ip(text, len);
}

bool text_is_application(const char *text, size_t len)
{
	static const char *const hosts[] = {":", "127.0.0.1:", "0.0.0.0:", "[::1]:", "[::]:"};
	bool is_unix, fine = unix_address(text, len, &is_unix);

	if (is_unix || len == 0)
		return is_unix ? fine : true;
	for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		size_t n = strlen(hosts[i]);

		if (strncmp(text, hosts[i], n) == 0)
			return is_number(text + n, len - n) && strtoll(text + n, NULL, 10) >= 1 && strtoll(text + n, NULL, 10) <= 65535;
	}
	return false;
}

bool text_is_label_key(const char *text, size_t len)
{
	const char *slash = memchr(text, '/', len), *dot;

	if (slash) {
		if (slash - text > MAX_PREFIX)
			return false;
		for (; (dot = memchr(text, '.', (size_t)(slash - text))); len -= (size_t)(dot + 1 - text), text = dot + 1)
			if (!is_word(text, (size_t)(dot - text), "-"))
				return false;
		if (!is_word(text, (size_t)(slash - text), "-"))
			return false;
		len -= (size_t)(slash + 1 - text);
		text = slash + 1;
	}
	return len <= MAX_LABEL && is_word(text, len, "-_.");
}

bool text_is_label_value(const char *text, size_t len)
{
	return len == 0 || is_word(text, len, "-_.");
}

bool text_is_selector_key(const char *text, size_t len)
{
	return len > 0 && !memchr(text, '*', len);
}
