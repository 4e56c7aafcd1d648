/* A parser of RE2's syntax that keeps nothing but whether it could read it. Source: RE2's syntax page, Go's regexp/syntax. */
#include "type/re2.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#define MAX_DEPTH  512  /* groups in each other that fit into RE2_MAX_BYTES */
#define MAX_REPEAT 1000 /* of one counted repetition, and of those inside each other multiplied */

/* A group that is being read. Repeats are the product of counted repetitions in each other, 1 where there are none. */
struct group {
	uint32_t repeats; /* the greatest of what has been read of it, but for the last operand */
	uint32_t operand; /* of the last operand */
	bool has_operand; /* is there something that * could repeat? */
};

struct parser {
	const char *at, *end; /* a NUL is at the end */
	const char *fault;
	struct group groups[MAX_DEPTH + 1];
	size_t depth;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool fail(struct parser *p, const char *why)
{
	if (!p->fault)
		p->fault = why;
	return false;
}

/* One character, of one byte or more. */
static bool next(struct parser *p, uint32_t *c)
{
	size_t n = utf8_next(p->at, (size_t)(p->end - p->at), c);

	if (n == 0)
		return fail(p, "is not UTF-8");
	p->at += n;
	return true;
}

static bool starts(const struct parser *p, const char *text)
{
	size_t n = strlen(text);

	return (size_t)(p->end - p->at) >= n && memcmp(p->at, text, n) == 0;
}

static void operand(struct parser *p, uint32_t repeats)
{
	struct group *g = &p->groups[p->depth];

	if (g->operand > g->repeats)
		g->repeats = g->operand;
	g->has_operand = true;
	g->operand = repeats;
}

static int hex(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* \x7F, \x{10FFFF}; at stands behind the x. */
static bool hex_escape(struct parser *p, uint32_t *c)
{
	const char *why = "has an escape \\x that is neither \\x7F nor \\x{10FFFF}";
	bool braces = *p->at == '{';
	int n = 0;

	*c = 0;
	for (p->at += braces; hex(*p->at) >= 0 && (braces || n < 2); p->at++, n++) {
		*c = *c * 16 + (uint32_t)hex(*p->at);
		if (*c > 0x10ffff)
			return fail(p, why);
	}
	if (braces ? n == 0 || *p->at != '}' : n != 2)
		return fail(p, why);
	p->at += braces;
	return true;
}

/* An escape that stands for one character. */
static bool escape(struct parser *p, uint32_t *c)
{
	static const char letters[] = "afnrtv", meanings[] = "\a\f\n\r\t\v";
	const char *letter;

	if (++p->at == p->end)
		return fail(p, "ends with a backslash");
	if (!next(p, c))
		return false;
	if (*c >= '1' && *c <= '7' && (*p->at < '0' || *p->at > '7'))
		return fail(p, "has a back-reference, which RE2 does not support");
	if (*c >= '0' && *c <= '7') {
		*c -= '0';
		for (int i = 0; i < 2 && *p->at >= '0' && *p->at <= '7'; i++)
			*c = *c * 8 + (uint32_t)(*p->at++ - '0');
		return true;
	}
	if (*c == 'x')
		return hex_escape(p, c);
	if (*c >= 0x80)
		return fail(p, "has an escape that does not exist");
	letter = *c ? strchr(letters, (int)*c) : NULL;
	if (letter)
		*c = (uint32_t)meanings[letter - letters];
	else if (is_alnum((char)*c))
		return fail(p, "has an escape that does not exist");
	return true;
}

/* \pL, \PL, \p{Greek}, \p{^Greek} */
static bool unicode_class(struct parser *p)
{
	const char *name, *end;
	uint32_t c;

	p->at += 2;
	name = p->at;
	if (*p->at == '{') {
		name++;
		end = memchr(p->at, '}', (size_t)(p->end - p->at));
		p->at = end ? end + 1 : p->end;
	} else {
		if (p->at < p->end && !next(p, &c))
			return false;
		end = p->at;
	}
	if (end && name < end && *name == '^')
		name++;
	if (!end || !re2_is_class(name, (size_t)(end - name)))
		return fail(p, "has a class \\p that does not exist");
	return true;
}

static bool is_perl_class(const struct parser *p)
{
	return p->at[0] == '\\' && p->at[1] && strchr("dDsSwW", p->at[1]);
}

static bool is_unicode_escape(const struct parser *p)
{
	return p->at[0] == '\\' && (p->at[1] == 'p' || p->at[1] == 'P');
}

/* [:alpha:], [:^alpha:]; *is_class is false where a [ is only a [. */
static bool named_class(struct parser *p, bool *is_class)
{
	static const char names[] = " alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit ";
	const char *name = p->at + 2, *end = NULL, *found;
	size_t n;

	*is_class = false;
	for (const char *at = name; at + 1 < p->end && !end; at++)
		if (at[0] == ':' && at[1] == ']')
			end = at;
	if (!end)
		return true;
	*is_class = true;
	p->at = end + 2;
	name += name < end && *name == '^';
	n = (size_t)(end - name);
	found = n && !memchr(name, ' ', n) ? memmem(names, sizeof names - 1, name, n) : NULL;
	if (!found || found[-1] != ' ' || found[n] != ' ')
		return fail(p, "has a class [:name:] that does not exist");
	return true;
}

static bool class_char(struct parser *p, uint32_t *c)
{
	if (p->at == p->end)
		return fail(p, "has a [ without ]");
	return *p->at == '\\' ? escape(p, c) : next(p, c);
}

/* One character of a class, or a range. */
static bool class_range(struct parser *p)
{
	uint32_t low = 0, high = 0;

	if (!class_char(p, &low))
		return false;
	if (p->at[0] != '-' || p->at[1] == ']')
		return true;
	p->at++;
	if (!class_char(p, &high))
		return false;
	return high >= low || fail(p, "has a range in [] that runs backwards");
}

static bool class(struct parser *p)
{
	bool first = true, is_class;

	p->at++;
	if (*p->at == '^')
		p->at++;
	for (; p->at == p->end || *p->at != ']' || first; first = false) {
		if (p->at[0] == '[' && p->at[1] == ':') {
			if (!named_class(p, &is_class))
				return false;
			if (is_class)
				continue;
		}
		if (is_unicode_escape(p)) {
			if (!unicode_class(p))
				return false;
		} else if (is_perl_class(p)) {
			p->at += 2;
		} else if (!class_range(p)) {
			return false;
		}
	}
	p->at++;
	operand(p, 1);
	return true;
}

static bool open_group(struct parser *p)
{
	if (p->depth == MAX_DEPTH)
		return fail(p, "has groups that are nested too deeply");
	p->groups[++p->depth] = (struct group){1, 1, false};
	return true;
}

static bool close_group(struct parser *p)
{
	const struct group *g;
	uint32_t repeats;

	p->at++;
	if (p->depth == 0)
		return fail(p, "has a ) without (");
	g = &p->groups[p->depth--];
	repeats = g->operand > g->repeats ? g->operand : g->repeats;
	operand(p, repeats);
	return true;
}

/* (?P<name>, (?<name>; at stands at the name. */
static bool named_group(struct parser *p, size_t prefix)
{
	const char *name = p->at + prefix;
	const char *end = memchr(name, '>', (size_t)(p->end - name));

	for (const char *at = name; end && at < end; at++)
		if (!is_alnum(*at) && *at != '_')
			end = NULL;
	if (!end || end == name)
		return fail(p, "has a named group whose name is not letters, digits and _");
	p->at = end + 1;
	return open_group(p);
}

/* (?i), (?i:, (?:, (?P<name>; at stands at the bracket. */
static bool perl_group(struct parser *p)
{
	bool minus = false, flag = false;
	uint32_t c;

	if (starts(p, "(?=") || starts(p, "(?!") || starts(p, "(?<=") || starts(p, "(?<!"))
		return fail(p, "has a look-around, which RE2 does not support");
	if (starts(p, "(?>"))
		return fail(p, "has an atomic group, which RE2 does not support");
	if (starts(p, "(?P<") && p->end - p->at > 4)
		return named_group(p, 4);
	if (starts(p, "(?<") && p->end - p->at > 3)
		return named_group(p, 3);
	for (p->at += 2; p->at < p->end; ) {
		if (!next(p, &c))
			return false;
		if (c == '-' && !minus) {
			minus = true;
			flag = false;
		} else if ((c == ':' || c == ')') && !(minus && !flag)) {
			return c == ')' || open_group(p);
		} else if (c == 'i' || c == 'm' || c == 's' || c == 'U') {
			flag = true;
		} else {
			break;
		}
	}
	return fail(p, "has a group (? of a kind that RE2 does not support");
}

/* Digits without leading zeros; -1 where there are too many. */
static bool count(const char **at, int *out)
{
	if (!is_digit(**at) || (**at == '0' && is_digit((*at)[1])))
		return false;
	for (*out = 0; is_digit(**at); (*at)++)
		if (*out >= 0)
			*out = *out >= 100000 ? -1 : *out * 10 + (**at - '0');
	return true;
}

/* {n}, {n,}, {n,m}. max is -1 for none; false where it is no repetition but text. */
static bool counts(struct parser *p, int *min, int *max)
{
	const char *at = p->at + 1;

	if (!count(&at, min))
		return false;
	*max = *min;
	if (*at == ',') {
		at++;
		if (*at == '}')
			*max = -1;
		else if (!count(&at, max))
			return false;
		else if (*max < 0)
			*min = -1;
	}
	if (*at != '}')
		return false;
	p->at = at + 1;
	return true;
}

/* What follows an operand and repeats it: factor is the count, 0 where what it repeats does not count. */
static bool repeat(struct parser *p, int factor, bool is_count, bool repeated)
{
	struct group *g = &p->groups[p->depth];
	uint32_t product;

	if (*p->at == '?')
		p->at++;
	if (repeated)
		return fail(p, "has a repetition after a repetition");
	if (!g->has_operand)
		return fail(p, "has a repetition of nothing");
	if (!is_count)
		return true;
	product = g->operand * (uint32_t)(factor > 0 ? factor : 1);
	if (factor > 1 && product > MAX_REPEAT)
		return fail(p, "repeats more than 1000 times");
	g->operand = factor == 0 ? 1 : product;
	return true;
}

/* \Q...\E: at stands behind the Q. */
static bool quoted(struct parser *p)
{
	uint32_t c;

	while (p->at < p->end && !starts(p, "\\E")) {
		if (!next(p, &c))
			return false;
		operand(p, 1);
	}
	if (p->at < p->end)
		p->at += 2;
	return true;
}

static bool backslash(struct parser *p)
{
	char c = p->at[1];
	uint32_t out;

	if (c == 'C')
		return fail(p, "has \\C, which is not allowed");
	if (c == 'Q') {
		p->at += 2;
		return quoted(p);
	}
	if (is_unicode_escape(p)) {
		if (!unicode_class(p))
			return false;
	} else if ((c && strchr("AbBz", c)) || is_perl_class(p)) {
		p->at += 2;
	} else if (!escape(p, &out)) {
		return false;
	}
	operand(p, 1);
	return true;
}

/* One step; *repeated says whether the step before was a repetition, and is set for the next. */
static bool step(struct parser *p, bool *repeated)
{
	struct group *g = &p->groups[p->depth];
	bool was_repeated = *repeated;
	int min, max;
	uint32_t c;

	*repeated = false;
	switch (*p->at) {
	case '(':
		if (starts(p, "(?"))
			return perl_group(p);
		p->at++;
		return open_group(p);
	case ')':
		return close_group(p);
	case '|':
		p->at++;
		g->has_operand = false;
		return true;
	case '[':
		return class(p);
	case '*': case '+': case '?':
		p->at++;
		*repeated = true;
		return repeat(p, 0, false, was_repeated);
	case '{':
		if (!counts(p, &min, &max))
			break;
		if (min < 0 || min > MAX_REPEAT || max > MAX_REPEAT || (max >= 0 && min > max))
			return fail(p, "has a repetition {} beyond 1000 or backwards");
		*repeated = true;
		return repeat(p, max > 0 ? max : max < 0 ? (min ? min : 1) : 0, true, was_repeated);
	case '\\':
		return backslash(p);
	}
	if (!next(p, &c))
		return false;
	operand(p, 1);
	return true;
}

const char *re2_fault(const char *text, size_t len)
{
	struct parser p = {.at = text, .end = text + len, .groups[0] = {1, 1, false}};
	bool repeated = false;

	while (p.at < p.end)
		if (!step(&p, &repeated))
			return p.fault;
	if (p.depth)
		return "has a ( without )";
	return NULL;
}
