/* The syntax of the values of Istio's annotations and labels. Sources: the injector's validators, and who reads the others. */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "doc/placeholder.h"
#include "lint/catalogue.h"
#include "rules/names.h"

/* A stretch of text. */
struct part {
	const char *at;
	size_t n;
};

static struct part trim(struct part p)
{
	while (p.n && isspace((unsigned char)*p.at))
		p = (struct part){ p.at + 1, p.n - 1 };
	while (p.n && isspace((unsigned char)p.at[p.n - 1]))
		p.n--;
	return p;
}

static bool is_word(struct part p, const char *words, bool caseless)
{
	while (*words) {
		size_t n = strcspn(words, " ");

		if (n == p.n && (caseless ? strncasecmp(words, p.at, n) : strncmp(words, p.at, n)) == 0)
			return true;
		words += n + (words[n] == ' ');
	}
	return false;
}

/* Digits alone, up to the greatest. */
static bool is_number(struct part p, uint64_t greatest)
{
	uint64_t value = 0;

	for (size_t i = 0; i < p.n; i++) {
		if (!isdigit((unsigned char)p.at[i]))
			return false;
		value = value * 10 + (uint64_t)(p.at[i] - '0');
		if (value > greatest)
			return false;
	}
	return p.n > 0;
}

static bool is_port(struct part p)
{
	return is_number(trim(p), 65535);
}

/* As Go's ParsePrefix: an address, a slash, and the length without sign or leading zeros. */
static bool is_cidr(struct part p)
{
	const char *slash = memchr(p.at, '/', p.n);
	char address[INET6_ADDRSTRLEN + 1];
	unsigned char bytes[16];
	struct part bits;
	size_t n;

	if (!slash || (n = (size_t)(slash - p.at)) >= sizeof address)
		return false;
	memcpy(address, p.at, n);
	address[n] = '\0';
	bits = (struct part){ slash + 1, p.n - n - 1 };
	if (bits.n > 1 && *bits.at == '0')
		return false;
	if (memchr(address, ':', n))
		return inet_pton(AF_INET6, address, bytes) == 1 && is_number(bits, 128);
	return inet_pton(AF_INET, address, bytes) == 1 && is_number(bits, 32);
}

static bool is_interface(struct part p)
{
	p = trim(p);
	if (p.n == 0 || p.n > 15 || !isalpha((unsigned char)*p.at))
		return false;
	for (size_t i = 1; i < p.n; i++)
		if (!isalnum((unsigned char)p.at[i]) && !strchr("_.-", p.at[i]))
			return false;
	return true;
}

/* A Kubernetes quantity: a decimal number and a suffix or exponent. */
static bool is_quantity(struct part p)
{
	size_t i = p.n && strchr("+-", *p.at) ? 1 : 0, digits = 0, points = 0;
	struct part rest;

	for (; i < p.n && (isdigit((unsigned char)p.at[i]) || p.at[i] == '.'); i++) {
		digits += p.at[i] != '.';
		points += p.at[i] == '.';
	}
	rest = (struct part){ p.at + i, p.n - i };
	if (!digits || points > 1)
		return false;
	if (!rest.n || is_word(rest, "n u m k M G T P E Ki Mi Gi Ti Pi Ei", false))
		return true;
	if (*rest.at != 'e' && *rest.at != 'E')
		return false;
	rest = (struct part){ rest.at + 1, rest.n - 1 };
	if (rest.n && strchr("+-", *rest.at))
		rest = (struct part){ rest.at + 1, rest.n - 1 };
	return is_number(rest, 1000);
}

/*
 * Levels of logs as pkg/envoy splitComponentLog hands them to Envoy, which does not start with others: "info", "info,upstream:debug". The
 * last one without a component counts, what has more colons is dropped. Which components there are is not looked at.
 */
static bool are_levels(struct part p, const char *words)
{
	struct part own = { "", 0 };

	while (p.n) {
		const char *comma = memchr(p.at, ',', p.n);
		size_t n = comma ? (size_t)(comma - p.at) : p.n;
		const char *colon = memchr(p.at, ':', n);
		struct part level = { colon ? colon + 1 : p.at, colon ? n - (size_t)(colon + 1 - p.at) : n };

		if (!colon)
			own = level;
		else if (!is_word(level, words, false) && !memchr(level.at, ':', level.n))
			return false;
		n += comma != NULL;
		p = (struct part){ p.at + n, p.n - n };
	}
	return !own.n || is_word(own, words, false);
}

/* Nothing, or parts with commas between, each of which is fine. */
static bool is_list(struct part p, bool (*is_fine)(struct part item))
{
	if (!p.n)
		return true;
	for (;;) {
		const char *comma = memchr(p.at, ',', p.n);
		size_t n = comma ? (size_t)(comma - p.at) : p.n;

		if (!is_fine((struct part){ p.at, n }))
			return false;
		if (!comma)
			return true;
		p = (struct part){ comma + 1, p.n - n - 1 };
	}
}

static bool is_valid(const struct known_name *k, struct part p)
{
	bool star = p.n == 1 && *p.at == '*';

	switch (k->syntax) {
	case SYNTAX_ANY: return true;
	case SYNTAX_BOOL: return is_word(p, "1 t T TRUE true True 0 f F FALSE false False", false);
	case SYNTAX_WORDS: return is_word(p, k->words, false);
	case SYNTAX_CASELESS: return is_word(p, k->words, true);
	case SYNTAX_LEVELS: return are_levels(p, k->words);
	case SYNTAX_UINT32: return is_number(p, UINT32_MAX);
	case SYNTAX_PERCENT: return is_number(p, 100);
	case SYNTAX_PORT: return is_port(p);
	case SYNTAX_PORTS_OR_STAR: return star || is_list(trim(p), is_port);
	case SYNTAX_PORTS: return is_list(trim(p), is_port);
	case SYNTAX_CIDRS_OR_STAR: return star || is_list(p, is_cidr);
	case SYNTAX_CIDRS: return is_list(p, is_cidr);
	case SYNTAX_INTERFACES: return is_list(p, is_interface);
	case SYNTAX_QUANTITY: return is_quantity(p);
	}
	return true;
}

/* "a, b or c" */
static const char *enumerate(const char *words, struct arena *scratch)
{
	const char *text = NULL;

	while (*words) {
		size_t n = strcspn(words, " ");
		const char *word = arena_strndup(scratch, words, n);

		text = text ? arena_printf(scratch, "%s%s%s", text, words[n] ? ", " : " or ", word) : word;
		words += n + (words[n] == ' ');
	}
	return text;
}

const char *name_value_fault(const struct name_use *use, struct arena *scratch)
{
	const struct known_name *k = use->known;
	const struct str *value = node_text(use->node);

	if (!k || !value || !(k->places & use->places) || use->resource->partial || placeholder_in(value->text, value->len)
			|| is_valid(k, (struct part){ value->text, value->len }))
		return NULL;
	switch (k->syntax) {
	case SYNTAX_ANY: break;
	case SYNTAX_BOOL: return "true or false";
	case SYNTAX_WORDS:
	case SYNTAX_CASELESS:
	case SYNTAX_LEVELS: return enumerate(k->words, scratch);
	case SYNTAX_UINT32: return "a whole number";
	case SYNTAX_PERCENT: return "a whole number up to 100";
	case SYNTAX_PORT: return "a port number";
	case SYNTAX_PORTS: return "port numbers separated by commas";
	case SYNTAX_PORTS_OR_STAR: return "port numbers separated by commas, or *";
	case SYNTAX_CIDRS: return "CIDR blocks such as 10.0.0.0/8 separated by commas";
	case SYNTAX_CIDRS_OR_STAR: return "CIDR blocks such as 10.0.0.0/8 separated by commas, or *";
	case SYNTAX_INTERFACES: return "names of network interfaces separated by commas";
	case SYNTAX_QUANTITY: return "an amount such as 100m or 128Mi";
	}
	return "something else";
}

/* The word of the list that the value is another spelling of, or is one letter or two away from; NULL where there is none, or several. */
static const char *near_word(const char *words, const struct str *value, struct arena *scratch)
{
	const char *found = NULL;
	size_t least = value->len < 5 ? 2 : 3;

	while (*words) {
		size_t n = strcspn(words, " ");
		size_t d = strlen(value->text) == n && strncasecmp(words, value->text, n) == 0 ? 0 : edit_distance(value->text, value->len, words, n, least);

		if (d < least) {
			least = d;
			found = arena_strndup(scratch, words, n);
		} else if (d == least && found) {
			found = NULL;
		}
		words += n + (words[n] == ' ');
	}
	return found;
}

/* Of the two words of a switch the one that the value means: its way of saying yes or no is another one. */
static const char *switched(const char *words, struct part value)
{
	static const char on[] = "true yes on enable enabled 1", off[] = "false no off disable disabled 0";
	const char *yes = is_word((struct part){ "enabled", 7 }, words, false) ? "enabled" : is_word((struct part){ "true", 4 }, words, false) ? "true" : NULL;

	if (!yes)
		return NULL;
	if (is_word(value, on, true))
		return yes;
	return is_word(value, off, true) ? (*yes == 'e' ? "disabled" : "false") : NULL;
}

void name_fix_value(struct pass *p, const struct name_use *use)
{
	const struct known_name *k = use->known;
	const struct str *value = node_text(use->node);
	const char *words = k->syntax == SYNTAX_WORDS || k->syntax == SYNTAX_CASELESS ? k->words : k->syntax == SYNTAX_BOOL ? "true false" : NULL, *meant;

	if (!words || !value || !value->len)
		return;
	meant = switched(words, (struct part){ value->text, value->len });
	meant = meant ? meant : near_word(words, value, pass_scratch(p));
	if (!meant)
		return;
	pass_fix(p, use->node, "%s", meant);
	pass_unsafe(p); /* it had no effect, and will have one */
}
