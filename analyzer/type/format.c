/* Formats of strings: one test a format, and the table that names them. */
#include "type/format.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "type/duration.h"

struct rule_of {
	const char *name;  /* in schemas */
	const char *words; /* in messages */
	bool (*accepts)(const char *text, size_t len);
};

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z');
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Letters and digits (small letters alone where lower), with characters of inner between them. */
static bool is_word(const char *text, size_t len, const char *inner, bool lower)
{
	for (size_t i = 0; i < len; i++) {
		bool alnum = lower ? is_lower(text[i]) || is_digit(text[i]) : is_alnum(text[i]);

		if (!alnum && (i == 0 || i == len - 1 || !text[i] || !strchr(inner, text[i])))
			return false;
	}
	return len > 0;
}

static bool dns_label(const char *text, size_t len)
{
	return len <= 63 && is_word(text, len, "-", true);
}

/* Of a namespace: empty is as good as left out. */
static bool dns_label_or_empty(const char *text, size_t len)
{
	return len == 0 || dns_label(text, len);
}

static bool dns_label_1035(const char *text, size_t len)
{
	return dns_label(text, len) && is_lower(text[0]);
}

static bool dns_words(const char *text, size_t len, bool lower)
{
	const char *end = text + len, *dot;

	for (; (dot = memchr(text, '.', (size_t)(end - text))); text = dot + 1)
		if (!is_word(text, (size_t)(dot - text), "-", lower))
			return false;
	return is_word(text, (size_t)(end - text), "-", lower);
}

static bool dns_subdomain(const char *text, size_t len)
{
	return len <= 253 && dns_words(text, len, true);
}

/* The pattern of a target's group has no limit of length; the schema's max_len is that. */
static bool dns_subdomain_or_empty(const char *text, size_t len)
{
	return len == 0 || dns_words(text, len, true);
}

static bool qualified_name(const char *text, size_t len, bool lower)
{
	const char *slash = memchr(text, '/', len);

	if (slash) {
		size_t n = (size_t)(slash - text);

		if (n > 253 || !dns_words(text, n, lower))
			return false;
		text = slash + 1;
		len -= n + 1;
	}
	return len <= 63 && is_word(text, len, "-_.", false);
}

static bool label_key(const char *text, size_t len)
{
	return qualified_name(text, len, true);
}

static bool annotation_key(const char *text, size_t len)
{
	return qualified_name(text, len, false);
}

static bool label_value(const char *text, size_t len)
{
	return len == 0 || (len <= 63 && is_word(text, len, "-_.", false));
}

static bool path_segment(const char *text, size_t len)
{
	return !memchr(text, '/', len) && !memchr(text, '%', len)
		&& !(len == 1 && text[0] == '.') && !(len == 2 && text[0] == '.' && text[1] == '.');
}

static bool header_name(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_alnum(text[i]) && text[i] != '-' && text[i] != '_')
			return false;
	return len > 0;
}

static bool kind_name(const char *text, size_t len)
{
	return is_word(text, len, "-", false) && !is_digit(text[0]);
}

static bool port_name(const char *text, size_t len)
{
	return is_word(text, len, "-", false);
}

static bool service_port(const char *text, size_t len)
{
	return len == 0 || is_word(text, len, "-", true);
}

static bool container_port(const char *text, size_t len)
{
	bool letter = false;

	for (size_t i = 0; i < len; i++) {
		letter |= is_lower(text[i]);
		if (text[i] == '-' && text[i + 1] == '-') /* a NUL follows the last */
			return false;
	}
	return len == 0 || (letter && is_word(text, len, "-", true));
}

static bool sha256_or_empty(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_digit(text[i]) && !(text[i] >= 'a' && text[i] <= 'f'))
			return false;
	return len == 0 || len == 64;
}

static bool base64(const char *text, size_t len)
{
	size_t n = len;

	if (len == 0 || len % 4)
		return false;
	while (n > len - 2 && text[n - 1] == '=')
		n--;
	for (size_t i = 0; i < n; i++)
		if (!is_alnum(text[i]) && text[i] != '+' && text[i] != '/')
			return false;
	return true;
}

static bool digits(const char **at, int n, int low, int high)
{
	int value = 0;

	for (; n > 0; n--, (*at)++) {
		if (!is_digit(**at))
			return false;
		value = value * 10 + (**at - '0');
	}
	return value >= low && value <= high;
}

static bool skip(const char **at, const char *one_of)
{
	if (!**at || !strchr(one_of, **at))
		return false;
	(*at)++;
	return true;
}

static bool date_part(const char **at)
{
	static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	const char *begin = *at;
	int year, month;

	if (!digits(at, 4, 0, 9999) || !skip(at, "-") || !digits(at, 2, 1, 12) || !skip(at, "-"))
		return false;
	year = atoi(begin);
	month = atoi(begin + 5);
	if (month == 2 && !(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)))
		return digits(at, 2, 1, 28);
	return digits(at, 2, 1, days[month - 1]);
}

static bool date(const char *text, size_t len)
{
	const char *at = text;

	return date_part(&at) && at == text + len;
}

static bool date_time(const char *text, size_t len)
{
	const char *at = text;

	if (!date_part(&at) || !skip(&at, "T") || !digits(&at, 2, 0, 23) || !skip(&at, ":")
			|| !digits(&at, 2, 0, 59) || !skip(&at, ":") || !digits(&at, 2, 0, 59))
		return false;
	if (skip(&at, ".,")) {
		if (!is_digit(*at))
			return false;
		while (is_digit(*at))
			at++;
	}
	if (!skip(&at, "Z") && !(skip(&at, "+-") && digits(&at, 2, 0, 24) && skip(&at, ":") && digits(&at, 2, 0, 60)))
		return false;
	return at == text + len;
}

static bool duration(const char *text, size_t len)
{
	int64_t ns;

	return duration_parse(text, len, &ns);
}

static bool url_http(const char *text, size_t len)
{
	size_t n;

	return url_parse(text, len, &n) == URL_FULL
		&& ((n == 4 && strncasecmp(text, "http", 4) == 0) || (n == 5 && strncasecmp(text, "https", 5) == 0));
}

static bool is_module_scheme(const char *text, size_t n)
{
	return n == 0 || (n == 4 && (strncasecmp(text, "http", 4) == 0 || strncasecmp(text, "file", 4) == 0))
		|| (n == 5 && strncasecmp(text, "https", 5) == 0) || (n == 3 && strncasecmp(text, "oci", 3) == 0);
}

static bool url_module(const char *text, size_t len)
{
	size_t n;
	enum url u = url_parse(text, len, &n);

	return u == URL_NONE ? url_behind_http(text, len) : u == URL_FULL && is_module_scheme(text, n);
}

static bool uri(const char *text, size_t len)
{
	size_t n;

	return url_parse(text, len, &n) != URL_NONE;
}

/* Leading zeros are allowed, as the API server allows them for the sake of old objects. */
static bool ipv4(const char *text, size_t len)
{
	const char *at = text;

	for (int part = 0; part < 4; part++) {
		int value = 0, n = 0;

		if (part && !skip(&at, "."))
			return false;
		for (; is_digit(*at) && value <= 255; at++, n++)
			value = value * 10 + (*at - '0');
		if (n == 0 || value > 255)
			return false;
	}
	return at == text + len;
}

static bool ipv6(const char *text, size_t len)
{
	struct in6_addr a;

	return strlen(text) == len && inet_pton(AF_INET6, text, &a) == 1;
}

static bool ip(const char *text, size_t len)
{
	return ipv4(text, len) || ipv6(text, len);
}

static bool cidr(const char *text, size_t len)
{
	const char *slash = memchr(text, '/', len);
	char address[INET6_ADDRSTRLEN];
	size_t n = slash ? (size_t)(slash - text) : 0, rest = len - n - 1;
	int bits;

	if (!slash || n >= sizeof address || rest < 1 || rest > 3)
		return false;
	memcpy(address, text, n);
	address[n] = '\0';
	for (size_t i = 1; i <= rest; i++)
		if (!is_digit(slash[i]))
			return false;
	bits = atoi(slash + 1);
	return ipv4(address, n) ? bits <= 32 : ipv6(address, n) && bits <= 128;
}

static bool uuid(const char *text, size_t len)
{
	static const int groups[] = {8, 4, 4, 4, 12};
	const char *at = text;

	for (int g = 0; g < 5; g++) {
		if (g && *at == '-')
			at++;
		for (int i = 0; i < groups[g]; i++)
			if (!is_hex(*at++))
				return false;
	}
	return at == text + len;
}

static const struct rule_of rules[N_FORMATS] = {
	[FORMAT_NONE]           = {"none", "be a string", NULL},
	[FORMAT_BASE64]         = {"base64", "be text in base64", base64},
	[FORMAT_DATE_TIME]      = {"date_time", "be a time such as 2006-01-02T15:04:05Z", date_time},
	[FORMAT_DURATION]       = {"duration", "be a duration such as 10s or 1h30m", duration},
	[FORMAT_DATE]           = {"date", "be a date such as 2006-01-02", date},
	[FORMAT_DNS_LABEL]      = {"dns_label", "consist of lowercase letters, digits and dashes (not first or last), at most 63", dns_label},
	[FORMAT_DNS_LABEL_OR_EMPTY] = {"dns_label_or_empty",
		"consist of lowercase letters, digits and dashes (not first or last), at most 63", dns_label_or_empty},
	[FORMAT_DNS_LABEL_1035] = {"dns_label_1035",
		"consist of lowercase letters, digits and dashes (not first or last), at most 63, and begin with a letter", dns_label_1035},
	[FORMAT_DNS_SUBDOMAIN]  = {"dns_subdomain", "consist of lowercase letters, digits, dashes (not first or last) and dots, at most 253", dns_subdomain},
	[FORMAT_DNS_SUBDOMAIN_OR_EMPTY] = {"dns_subdomain_or_empty",
		"consist of lowercase letters, digits, dashes (not first or last) and dots, or be empty", dns_subdomain_or_empty},
	[FORMAT_LABEL_KEY]      = {"label_key",
		"be a name of at most 63 letters, digits and inner \"-\", \"_\" or \".\", with or without a DNS name and \"/\" before it", label_key},
	[FORMAT_ANNOTATION_KEY] = {"annotation_key",
		"be a name of at most 63 letters, digits and inner \"-\", \"_\" or \".\", with or without a DNS name and \"/\" before it", annotation_key},
	[FORMAT_LABEL_VALUE]    = {"label_value",
		"consist of letters, digits and inner \"-\", \"_\" or \".\", at most 63, or be empty", label_value},
	[FORMAT_PATH_SEGMENT]   = {"path_segment", "be neither \".\" nor \"..\" and have no \"/\" or \"%\"", path_segment},
	[FORMAT_HEADER_NAME]    = {"header_name", "consist of letters, digits, \"-\" and \"_\"", header_name},
	[FORMAT_KIND_NAME]      = {"kind_name", "consist of letters, digits and dashes (not first or last), and begin with a letter", kind_name},
	[FORMAT_PORT_NAME]      = {"port_name", "consist of letters, digits and dashes (not first or last)", port_name},
	[FORMAT_SERVICE_PORT]   = {"service_port", "consist of lowercase letters, digits and dashes (not first or last)", service_port},
	[FORMAT_CONTAINER_PORT] = {"container_port",
		"consist of lowercase letters, digits and single dashes (not first or last), with at least one letter", container_port},
	[FORMAT_TARGET_PORT]    = {"target_port", "be a number without quotes, or a name of lowercase letters, digits and single "
		"dashes (not first or last), with at least one letter", container_port},
	[FORMAT_SHA256_OR_EMPTY] = {"sha256_or_empty", "be 64 lowercase hexadecimal digits, or empty", sha256_or_empty},
	[FORMAT_URL_HTTP]       = {"url_http", "be a URL that begins with http:// or https://", url_http},
	[FORMAT_URL_MODULE]     = {"url_module",
		"be a URL with scheme http, https, file or oci, or the name of an image", url_module},
	[FORMAT_IP]             = {"ip", "be an IP address", ip},
	[FORMAT_IPV4]           = {"ipv4", "be an IPv4 address", ipv4},
	[FORMAT_IPV6]           = {"ipv6", "be an IPv6 address", ipv6},
	[FORMAT_CIDR]           = {"cidr", "be a CIDR block such as 10.0.0.0/8", cidr},
	[FORMAT_UUID]           = {"uuid", "be a UUID", uuid},
	[FORMAT_URI]            = {"uri", "be a URI or an absolute path", uri},
};

bool format_accepts(enum format f, const char *text, size_t len)
{
	return !rules[f].accepts || rules[f].accepts(text, len);
}

const char *format_words(enum format f)
{
	return rules[f].words;
}

const char *format_name(enum format f)
{
	return rules[f].name;
}

enum format format_find(const char *word)
{
	for (int i = 0; i < N_FORMATS; i++)
		if (strcmp(rules[i].name, word) == 0)
			return (enum format)i;
	return FORMAT_NONE;
}
