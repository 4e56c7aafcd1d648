/* URLs, to the letter as Go's url.ParseRequestURI takes them. */
#include "type/format.h"

#include <arpa/inet.h>
#include <string.h>

/* A stretch of text. */
struct part {
	const char *at;
	size_t n;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int hex(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_host_char(unsigned char c)
{
	return c >= 0x80 || is_alpha((char)c) || is_digit((char)c) || (c && strchr("-._~!$&'()*+,;=:[]<>\"", c));
}

/* Are all percent signs followed by two hexadecimal digits? */
static bool escapes_hold(struct part p)
{
	for (size_t i = 0; i < p.n; i++)
		if (p.at[i] == '%' && (i + 2 >= p.n || hex(p.at[i + 1]) < 0 || hex(p.at[i + 2]) < 0))
			return false;
	return true;
}

/* A host may escape only what is beyond ASCII, and the percent sign; a zone also what a host may hold, and blanks. */
static bool is_host(struct part p, bool zone)
{
	if (!escapes_hold(p))
		return false;
	for (size_t i = 0; i < p.n; i++) {
		int byte;

		if (p.at[i] != '%') {
			if (!is_host_char((unsigned char)p.at[i]))
				return false;
			continue;
		}
		byte = hex(p.at[i + 1]) * 16 + hex(p.at[i + 2]);
		if (byte != '%' && (zone ? byte != ' ' && !is_host_char((unsigned char)byte) : byte < 0x80))
			return false;
		i += 2;
	}
	return true;
}

static bool is_port(struct part p)
{
	if (p.n == 0)
		return true;
	for (size_t i = 1; i < p.n; i++)
		if (!is_digit(p.at[i]))
			return false;
	return p.at[0] == ':';
}

static const char *last(struct part p, char c)
{
	return p.n ? memrchr(p.at, c, p.n) : NULL;
}

/* [IPv6%25zone]:port */
static bool is_literal(struct part host)
{
	const char *close = last(host, ']'), *zone;
	struct part inner, port;
	char address[INET6_ADDRSTRLEN];
	struct in6_addr parsed;

	if (!close)
		return false;
	inner = (struct part){host.at + 1, (size_t)(close - host.at - 1)};
	port = (struct part){close + 1, host.n - inner.n - 2};
	if (!is_port(port))
		return false;
	zone = memmem(inner.at, inner.n, "%25", 3);
	if (zone) {
		struct part rest = {zone, (size_t)(inner.at + inner.n - zone)};

		if (rest.n == 3 || !is_host(rest, true))
			return false;
		inner.n = (size_t)(zone - inner.at);
	}
	if (inner.n >= sizeof address)
		return false;
	memcpy(address, inner.at, inner.n);
	address[inner.n] = '\0';
	return inet_pton(AF_INET6, address, &parsed) == 1;
}

static bool is_authority(struct part p, bool http)
{
	const char *at = last(p, '@'), *colon;
	struct part user = {p.at, at ? (size_t)(at - p.at) : 0}, host = p;

	if (at) {
		host = (struct part){at + 1, p.n - user.n - 1};
		for (size_t i = 0; i < user.n; i++)
			if (!is_alpha(user.at[i]) && !is_digit(user.at[i]) && !(user.at[i] && strchr("-._:~!$&'()*+,;=%@", user.at[i])))
				return false;
		if (!escapes_hold(user))
			return false;
	}
	if (last(host, '[') > host.at)
		return false;
	if (host.n && host.at[0] == '[')
		return is_literal(host);
	colon = http && host.n ? memchr(host.at, ':', host.n) : last(host, ':');
	if (colon && !is_port((struct part){colon, (size_t)(host.at + host.n - colon)}))
		return false;
	return is_host(host, false);
}

/* *n is the scheme's length, 0 for none; false where there is a colon but nothing before it. */
static bool find_scheme(const char *text, size_t len, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < len; i++) {
		if (is_alpha(text[i]))
			continue;
		if (text[i] == ':') {
			*n = i;
			return i > 0;
		}
		if (i == 0 || !(is_digit(text[i]) || strchr("+-.", text[i])))
			return true;
	}
	return true;
}

static bool is_http(const char *text, size_t n)
{
	return (n == 4 && strncasecmp(text, "http", 4) == 0) || (n == 5 && strncasecmp(text, "https", 5) == 0);
}

/* A reference is then parsed once more by itself, so that its escapes must hold, even in a query. */
static bool fragment_holds(const char *text, size_t len)
{
	const char *hash = memchr(text, '#', len);

	return !hash || escapes_hold((struct part){hash + 1, (size_t)(text + len - hash - 1)});
}

static bool has_control(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return true;
	return false;
}

static void cut_query(struct part *p)
{
	const char *mark = p->n ? memchr(p->at, '?', p->n) : NULL;

	if (mark)
		p->n = (size_t)(mark - p->at);
}

/* What stands behind "//", without the query. */
static bool authority_and_path(struct part p, bool http)
{
	const char *slash = p.n ? memchr(p.at, '/', p.n) : NULL;
	struct part authority = {p.at, slash ? (size_t)(slash - p.at) : p.n};

	return is_authority(authority, http)
		&& escapes_hold((struct part){p.at + authority.n, p.n - authority.n});
}

/* What url.ParseRequestURI takes, fragment and all. */
static bool is_request(const char *text, size_t len, size_t *scheme_len)
{
	struct part rest;

	if (len == 1 && text[0] == '*')
		return true;
	if (len == 0 || has_control(text, len) || !find_scheme(text, len, scheme_len))
		return false;
	rest = (struct part){text + *scheme_len, len - *scheme_len};
	if (*scheme_len) {
		rest.at++;
		rest.n--;
	}
	cut_query(&rest);
	if (rest.n == 0 || rest.at[0] != '/')
		return *scheme_len > 0;
	if (*scheme_len && rest.n > 1 && rest.at[1] == '/')
		return authority_and_path((struct part){rest.at + 2, rest.n - 2}, is_http(text, *scheme_len));
	return escapes_hold(rest);
}

/* Without scheme, two slashes begin an authority to url.Parse, but not to url.ParseRequestURI. */
static bool authority_holds(const char *text, size_t len)
{
	const char *hash = memchr(text, '#', len);
	struct part p = {text, hash ? (size_t)(hash - text) : len};

	if (p.n < 2 || memcmp(text, "//", 2) != 0 || (p.n > 2 && text[2] == '/'))
		return true;
	cut_query(&p);
	return authority_and_path((struct part){p.at + 2, p.n - 2}, false);
}

enum url url_parse(const char *text, size_t len, size_t *scheme_len)
{
	*scheme_len = 0;
	if (!is_request(text, len, scheme_len))
		return URL_NONE;
	return fragment_holds(text, len) && (*scheme_len || authority_holds(text, len)) ? URL_FULL : URL_REQUEST;
}

bool url_behind_http(const char *text, size_t len)
{
	struct part p = {text, len};

	cut_query(&p);
	return !has_control(text, len) && fragment_holds(text, len) && authority_and_path(p, true);
}
