/* How istiod wants headers, ports and durations as text, words and identities to look. */
#include "type/text.h"

#include <string.h>
#include <strings.h>

#include "type/duration.h"

#define MS    INT64_C(1000000)
#define SMALL ((size_t)1 << 20)
#define SLIM  ((size_t)100 << 10)

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Is the text of len bytes one of the words, which have blanks between? */
static bool is_one_of(const char *text, size_t len, const char *words, bool caseless)
{
	for (; *words; words += strspn(words, " ")) {
		size_t n = strcspn(words, " ");

		if (n == len && (caseless ? strncasecmp(words, text, n) : strncmp(words, text, n)) == 0)
			return true;
		words += n;
	}
	return false;
}

bool text_is_not_empty(const char *text, size_t len)
{
	(void)text;
	return len > 0;
}

bool text_is_small(const char *text, size_t len)
{
	(void)text;
	return len <= SMALL;
}

bool text_is_slim(const char *text, size_t len)
{
	(void)text;
	return len <= SLIM;
}

/* How many bytes the text is in base64. */
static size_t decoded(const char *text, size_t len)
{
	size_t n = len / 4 * 3;

	for (size_t i = len; i > 0 && text[i - 1] == '='; i--)
		n--;
	return n;
}

bool text_is_small_in_base64(const char *text, size_t len)
{
	return decoded(text, len) <= SMALL;
}

bool text_is_slim_in_base64(const char *text, size_t len)
{
	return decoded(text, len) <= SLIM;
}

/* RFC 7230, token. */
static bool is_token(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_alnum(text[i]) && (!text[i] || !strchr("!#$%&'*+-.^_`|~", text[i])))
			return false;
	return len > 0;
}

/* @request.auth.claims.NAME or @request.auth.claims[NAME] */
bool text_is_claim(const char *text, size_t len)
{
	static const char prefix[] = "@request.auth.claims";
	size_t n = sizeof prefix - 1;

	if (strncasecmp(text, prefix, n) != 0)
		return false;
	return (len > n + 1 && text[n] == '.') || (len > n + 2 && text[n] == '[' && text[len - 1] == ']');
}

bool text_is_matched_header(const char *text, size_t len)
{
	return text_is_claim(text, len) || is_token(text, len)
		|| is_one_of(text, len, ":method :scheme :authority :path :status", false);
}

bool text_is_request_header(const char *text, size_t len)
{
	return len > 0 && (*text != ':' || is_one_of(text, len, ":authority", true));
}

bool text_is_changed_header(const char *text, size_t len)
{
	return len > 0 && *text != ':' && !is_one_of(text, len, "host", true);
}

bool text_is_cors_header(const char *text, size_t len)
{
	return is_token(text, len);
}

bool text_is_probe_header(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_alnum(text[i]) && text[i] != '-')
			return false;
	return len > 0;
}

/* Skip over blanks to a character of one_of; false where there is none. */
static bool skip_to(const char **at, const char *one_of, char *found)
{
	*at += strspn(*at, " ");
	if (!**at || !strchr(one_of, **at))
		return false;
	*found = *(*at)++;
	return true;
}

/* Text up to the closing bracket, or, in a list, to the quote; a backslash guards what follows it. */
static bool argument(const char **at, char *end)
{
	for (; **at && **at != ')' && **at != '"'; (*at)++)
		if (**at == '\\' && !*++*at)
			return false;
	*end = **at;
	*at += **at != '\0';
	return *end != '\0';
}

/* The arguments of a variable, from behind the opening bracket to behind the closing one. */
static bool arguments(const char **at)
{
	bool in_list;
	char c;

	*at += strspn(*at, " ");
	in_list = **at == '[';
	*at += **at != '\0';
	while (!in_list || skip_to(at, "\"", &c)) {
		if (!argument(at, &c))
			return false;
		if (c == ')')
			return true;
		if (!skip_to(at, ",]", &c))
			return false;
		if (c == ']')
			return skip_to(at, ")", &c);
		in_list = true;
	}
	return false;
}

/* %NAME% or %NAME(...)%: at stands behind the first percent sign. Source: Envoy's header parser. */
static bool variable(const char **at)
{
	char c;

	*at += strcspn(*at, "%(");
	if (**at != '(')
		return *(*at)++ == '%';
	++*at;
	return arguments(at) && skip_to(at, "%", &c);
}

bool text_is_header_value(const char *text, size_t len)
{
	const char *at = text;

	for (size_t i = 0; i < len; i++)
		if (((unsigned char)text[i] < ' ' && text[i] != '\t') || text[i] == 0x7f)
			return false;
	while (*at) {
		if (*at++ != '%')
			continue;
		if (*at == '%')
			at++;
		else if (!variable(&at))
			return false;
	}
	return true;
}

bool text_is_port(const char *text, size_t len)
{
	long value = 0;

	for (size_t i = 0; i < len; i++) {
		if (!is_digit(text[i]))
			return false;
		value = value > 65535 ? value : value * 10 + (text[i] - '0');
	}
	return len > 0 && value <= 65535;
}

bool text_is_milliseconds(const char *text, size_t len)
{
	int64_t ns;

	return duration_parse(text, len, &ns) && ns % MS == 0;
}

bool text_is_seconds(const char *text, size_t len)
{
	int64_t ns;

	return duration_parse(text, len, &ns) && ns % (1000 * MS) == 0;
}

bool text_is_idle_time(const char *text, size_t len)
{
	int64_t ns;

	return duration_parse(text, len, &ns) && (ns / MS == 0 || (ns >= MS && ns % MS == 0));
}

bool text_is_time(const char *text, size_t len)
{
	int64_t ns;

	return duration_parse(text, len, &ns);
}

bool text_is_protocol(const char *text, size_t len)
{
	return is_one_of(text, len, "http https http2 grpc grpc-web tls tcp udp mongo redis mysql http_proxy", true);
}

bool text_is_protocol_or_empty(const char *text, size_t len)
{
	return len == 0 || text_is_protocol(text, len);
}

bool text_is_cors_method(const char *text, size_t len)
{
	return is_one_of(text, len, "GET HEAD POST PUT PATCH DELETE CONNECT OPTIONS TRACE *", false);
}

bool text_is_grpc_status(const char *text, size_t len)
{
	return is_one_of(text, len, "OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS "
		"PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL "
		"UNAVAILABLE DATA_LOSS UNAUTHENTICATED", false);
}

/* The statuses that HTTP's registry names, as Go's net/http has them. */
static bool is_status(const char *text, size_t len)
{
	static const struct { int low, high; } known[] = {
		{100, 103}, {200, 208}, {226, 226}, {300, 305}, {307, 308}, {400, 418}, {421, 426}, {428, 429}, {431, 431},
		{451, 451}, {500, 508}, {510, 511},
	};
	long value = 0;

	len -= *text == '+' ? (text++, 1) : 0;
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(text[i]))
			return false;
		value = value > 999 ? value : value * 10 + (text[i] - '0');
	}
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (value >= known[i].low && value <= known[i].high)
			return true;
	return false;
}

bool text_is_retry_on(const char *text, size_t len)
{
	const char *end = text + len;

	while (len) {
		const char *comma = memchr(text, ',', (size_t)(end - text));
		size_t n = (size_t)((comma ? comma : end) - text);

		if (!is_status(text, n) && !is_one_of(text, n, "5xx gateway-error reset reset-before-request connect-failure "
				"retriable-4xx refused-stream retriable-status-codes retriable-headers envoy-ratelimited "
				"http3-post-connect-failure cancelled deadline-exceeded internal resource-exhausted unavailable", false))
			return false;
		if (!comma)
			break;
		text = comma + 1;
	}
	return true;
}

bool text_is_scheme(const char *text, size_t len)
{
	return len == 0 || is_one_of(text, len, "http https", false);
}

bool text_is_tunnel(const char *text, size_t len)
{
	return len == 0 || is_one_of(text, len, "CONNECT POST", false);
}

/* Characters of a path's segment (RFC 3986, pchar without "*"). */
static bool is_literal(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_alnum(text[i]) && (!text[i] || !strchr("-._~%!$&'()+,;:@=", text[i])))
			return false;
	return len > 0;
}

bool text_is_path_template(const char *text, size_t len)
{
	bool is_template = memmem(text, len, "{*}", 3) || memmem(text, len, "{**}", 4), closed = false;

	if (len == 0)
		return false;
	while (*text == '/') {
		text++;
		len--;
	}
	while (len && text[len - 1] == '/')
		len--;
	for (;;) {
		const char *slash = memchr(text, '/', len);
		size_t n = slash ? (size_t)(slash - text) : len;
		bool one = n == 3 && memcmp(text, "{*}", 3) == 0, any = n == 4 && memcmp(text, "{**}", 4) == 0;

		if ((one || any) && closed)
			return false;
		if (!one && !any && (memchr(text, '{', n) || memchr(text, '}', n) || (is_template && !is_literal(text, n))))
			return false;
		closed |= any;
		if (!slash)
			return true;
		text = slash + 1;
		len -= n + 1;
	}
}

bool text_is_service_account(const char *text, size_t len)
{
	const char *slash = memchr(text, '/', len);

	if (len == 0 || memchr(text, '*', len))
		return false;
	return !slash || (slash > text && slash < text + len - 1 && !memchr(slash + 1, '/', (size_t)(text + len - slash - 1)));
}

bool text_is_trust_domain(const char *text, size_t len)
{
	const char *star = memchr(text, '*', len);

	if (len == 0 || memchr(text, '/', len))
		return false;
	return !star || ((star == text || star == text + len - 1) && !memchr(star + 1, '*', (size_t)(text + len - star - 1)));
}
