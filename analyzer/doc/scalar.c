/* Plain scalars made values, as Kubernetes' YAML reader makes them. */
#include "doc/scalar.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "doc/timestamp.h"

#define TAG_PREFIX "tag:yaml.org,2002:"
#define SHORT_NUMBER 64 /* bytes of a number that need no memory of their own */
#define SHORT_KEY 1e6 /* smaller numbers are the same key with a fraction and without */
#define EXACT 9007199254740992.0 /* 2^53: whole numbers up to it have one spelling only */

struct word {
	const char *text;
	enum scalar scalar;
	bool truth;
};

/* By their length: words[first_word[n]] is the first of n bytes. */
static const struct word words[] = {
	{ "~", SCALAR_NULL, false },
	{ "y", SCALAR_BOOL, true }, { "Y", SCALAR_BOOL, true },
	{ "n", SCALAR_BOOL, false }, { "N", SCALAR_BOOL, false },
	{ "on", SCALAR_BOOL, true }, { "On", SCALAR_BOOL, true }, { "ON", SCALAR_BOOL, true },
	{ "no", SCALAR_BOOL, false }, { "No", SCALAR_BOOL, false }, { "NO", SCALAR_BOOL, false },
	{ "yes", SCALAR_BOOL, true }, { "Yes", SCALAR_BOOL, true }, { "YES", SCALAR_BOOL, true },
	{ "off", SCALAR_BOOL, false }, { "Off", SCALAR_BOOL, false }, { "OFF", SCALAR_BOOL, false },
	{ "true", SCALAR_BOOL, true }, { "True", SCALAR_BOOL, true }, { "TRUE", SCALAR_BOOL, true },
	{ "null", SCALAR_NULL, false }, { "Null", SCALAR_NULL, false }, { "NULL", SCALAR_NULL, false },
	{ "false", SCALAR_BOOL, false }, { "False", SCALAR_BOOL, false }, { "FALSE", SCALAR_BOOL, false },
};

#define LONGEST_WORD 5

static const uint8_t first_word[LONGEST_WORD + 2] = { 0, 0, 5, 11, 17, 23, 26 };

static const struct value a_string = { .scalar = SCALAR_STRING };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* NULL where it is none. */
static const struct word *find_word(const char *text, size_t len)
{
	for (size_t i = first_word[len]; i < first_word[len + 1]; i++)
		if (words[i].text[0] == text[0] && memcmp(words[i].text, text, len) == 0)
			return &words[i];
	return NULL;
}

/* The shortest text of a number that reads back as it, with an exponent. */
static void shortest(double d, char text[32])
{
	int digits = 1;

	do
		snprintf(text, 32, "%.*e", digits - 1, d);
	while (strtod(text, NULL) != d && ++digits <= 17);
}

/* JSON writes a large whole number as its shortest digits with noughts behind them, and so it is read again. */
static bool large_whole(double d, int64_t *out)
{
	char text[32], digits[48];
	size_t n = 0;
	long exponent;

	shortest(d, text);
	exponent = strtol(strchr(text, 'e') + 1, NULL, 10);
	for (const char *at = text; *at != 'e'; at++)
		if (*at != '.')
			digits[n++] = *at;
	for (exponent -= (long)n - 1 - (d < 0); exponent > 0; exponent--)
		digits[n++] = '0';
	digits[n] = '\0';
	errno = 0;
	*out = strtoll(digits, NULL, 10);
	return !errno;
}

/* JSON writes a number below 1e21 that has no fraction as a whole one. */
static struct value from_double(double d)
{
	struct value v = { .scalar = SCALAR_FLOAT, .number = d, .is_float = true };

	if (d == floor(d) && d >= -EXACT && d <= EXACT) {
		v.scalar = SCALAR_INT;
		v.whole = (int64_t)d;
	} else if (d == floor(d) && fabs(d) < 1e19 && large_whole(d, &v.whole)) {
		v.scalar = SCALAR_INT;
	}
	return v;
}

/* Whole numbers in the bases of Go literals: 0x, 0o, 0b, and a leading 0 for octal. */
static bool parse_whole(const char *text, struct value *out)
{
	bool minus = text[0] == '-', signed_ = minus || text[0] == '+';
	const char *at = text + signed_;
	int base = 10;
	unsigned long long v;
	char *end;

	if (at[0] == '0' && at[1]) {
		char mark = (char)(at[1] | 0x20);

		base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
		at += mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1;
	}
	/* strtoull would take a further sign or prefix. */
	if (!isxdigit((unsigned char)*at) || (at[1] | 0x20) == 'x' || (base == 2 && (at[1] | 0x20) == 'b'))
		return false;
	errno = 0;
	v = strtoull(at, &end, base);
	if (*end)
		return false;
	if (v <= (unsigned long long)INT64_MAX + minus) /* out of range it is ULLONG_MAX */
		*out = (struct value){ .scalar = SCALAR_INT, .whole = minus ? (int64_t)(0 - v) : (int64_t)v };
	else if (!errno && !signed_)
		*out = (struct value){ .scalar = SCALAR_FLOAT, .number = (double)v };
	else
		return false;
	return true;
}

/* [-+]? ( . digits | digits [ . digits? ] ) [ e [-+]? digits ] */
static bool looks_float(const char *at)
{
	at += *at == '-' || *at == '+';
	if (*at == '.') {
		if (!is_digit(*++at))
			return false;
	} else if (!is_digit(*at)) {
		return false;
	}
	while (is_digit(*at))
		at++;
	/* The part after the point is still to come unless the point came first. */
	if (*at == '.')
		for (at++; is_digit(*at); at++)
			;
	if (*at == 'e' || *at == 'E') {
		at++;
		at += *at == '-' || *at == '+';
		if (!is_digit(*at))
			return false;
		while (is_digit(*at))
			at++;
	}
	return *at == '\0';
}

/* Copy a number without the underscores in it, which stand for nothing. False where the text can be no number. */
static bool strip(const char *text, size_t len, char *plain)
{
	size_t n = 0, points = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '_') {
			/* Behind a leading point they must stand between digits. */
			if (text[0] == '.' && (i + 1 == len || !is_digit(text[i - 1]) || !is_digit(text[i + 1])))
				return false;
			continue;
		}
		/* Most strings that begin like a number (addresses, versions, quantities) end here. */
		if ((text[i] == '.' && ++points > 1) || text[i] == '/' || text[i] == ':' || !text[i])
			return false;
		plain[n++] = text[i];
	}
	plain[n] = '\0';
	return true;
}

static struct value resolve_stripped(const char *plain)
{
	struct value v;
	double d;

	if (parse_whole(plain, &v))
		return v;
	if (!looks_float(plain))
		return a_string;
	d = strtod(plain, NULL);
	return isinf(d) ? a_string : from_double(d);
}

static struct value resolve_number(const char *text, size_t len)
{
	char own[SHORT_NUMBER] = "", *plain = own;
	struct value v = a_string;

	if (len >= sizeof own && !(plain = malloc(len + 1)))
		panic("out of memory (%zu bytes)", len);
	if (strip(text, len, plain))
		v = resolve_stripped(plain);
	if (plain != own)
		free(plain);
	return v;
}

/* .inf and .nan, which JSON cannot hold */
static bool resolve_special(const char *text, size_t len, struct value *out)
{
	static const char *const infinite[] = { ".inf", ".Inf", ".INF" };
	static const char *const none[] = { ".nan", ".NaN", ".NAN" };
	bool sign = text[0] == '-' || text[0] == '+';

	if (len != 4u + sign)
		return false;
	for (size_t i = 0; i < 3; i++) {
		if (memcmp(text + sign, infinite[i], 4) == 0) {
			*out = (struct value){ .scalar = SCALAR_FLOAT, .number = text[0] == '-' ? -HUGE_VAL : HUGE_VAL, .is_float = true };
			return true;
		}
		if (memcmp(text, none[i], 4) == 0) {
			*out = (struct value){ .scalar = SCALAR_FLOAT, .number = NAN, .is_float = true };
			return true;
		}
	}
	return false;
}

#define SHORT_DECIMAL 18 /* digits of which any number fits */

/* What most numbers are: a few digits, of which the first is no 0 unless it is all. */
static bool resolve_decimal(const char *text, size_t len, struct value *out)
{
	int64_t n = 0;

	if (len > SHORT_DECIMAL || (text[0] == '0' && len > 1))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(text[i]))
			return false;
		n = n * 10 + (text[i] - '0');
	}
	*out = (struct value){ .scalar = SCALAR_INT, .whole = n };
	return true;
}

/* What a text may be by its first character. */
enum first {
	FIRST_STRING,
	FIRST_NUMBER,
	FIRST_WORD,
};

static const uint8_t firsts[256] = {
	['0'] = FIRST_NUMBER, ['1'] = FIRST_NUMBER, ['2'] = FIRST_NUMBER, ['3'] = FIRST_NUMBER, ['4'] = FIRST_NUMBER,
	['5'] = FIRST_NUMBER, ['6'] = FIRST_NUMBER, ['7'] = FIRST_NUMBER, ['8'] = FIRST_NUMBER, ['9'] = FIRST_NUMBER,
	['+'] = FIRST_NUMBER, ['-'] = FIRST_NUMBER, ['.'] = FIRST_NUMBER,
	['y'] = FIRST_WORD, ['Y'] = FIRST_WORD, ['n'] = FIRST_WORD, ['N'] = FIRST_WORD, ['t'] = FIRST_WORD, ['T'] = FIRST_WORD,
	['f'] = FIRST_WORD, ['F'] = FIRST_WORD, ['o'] = FIRST_WORD, ['O'] = FIRST_WORD, ['~'] = FIRST_WORD,
};

static enum first first_of(const char *text, size_t len)
{
	enum first first = firsts[(unsigned char)text[0]];

	return first == FIRST_WORD && len > LONGEST_WORD ? FIRST_STRING : first;
}

struct value scalar_resolve(const char *text, size_t len)
{
	const struct word *word;
	struct value v;

	if (len == 0)
		return (struct value){ .scalar = SCALAR_NULL };
	switch (first_of(text, len)) {
	case FIRST_NUMBER:
		if (resolve_decimal(text, len, &v) || resolve_special(text, len, &v))
			return v;
		return resolve_number(text, len);
	case FIRST_WORD:
		word = find_word(text, len);
		return word ? (struct value){ .scalar = word->scalar, .truth = word->truth } : a_string;
	default:
		return a_string;
	}
}

enum scalar scalar_kind(const char *text, size_t len)
{
	const struct word *word;

	if (len == 0)
		return SCALAR_NULL;
	switch (first_of(text, len)) {
	case FIRST_NUMBER:
		return scalar_resolve(text, len).scalar;
	case FIRST_WORD:
		word = find_word(text, len);
		return word ? word->scalar : SCALAR_STRING;
	default:
		return SCALAR_STRING;
	}
}

/* As the tag !!float has it: a whole number becomes one with a fraction, where it fits 64 signed bits. */
static bool is_float(struct value *v)
{
	if (v->scalar == SCALAR_INT && !v->is_float)
		*v = from_double((double)v->whole);
	return v->is_float;
}

bool scalar_resolve_tagged(const char *tag, const char *text, size_t len, struct value *out)
{
	size_t prefix = strlen(TAG_PREFIX);

	*out = a_string;
	if (strncmp(tag, TAG_PREFIX, prefix) != 0)
		return true;
	tag += prefix;
	if (strcmp(tag, "timestamp") == 0)
		return timestamp_valid(text, len);
	if (strcmp(tag, "int") != 0 && strcmp(tag, "float") != 0 && strcmp(tag, "bool") != 0 && strcmp(tag, "null") != 0)
		return true;
	*out = scalar_resolve(text, len);
	switch (tag[0]) {
	case 'i':
		return !out->is_float && (out->scalar == SCALAR_INT || out->scalar == SCALAR_FLOAT);
	case 'f':
		return is_float(out);
	case 'b':
		return out->scalar == SCALAR_BOOL;
	default:
		return out->scalar == SCALAR_NULL;
	}
}

const char *scalar_float(struct arena *a, const struct value *v, const char *text, size_t *n)
{
	char own[32];

	if (scalar_resolve(text, *n).is_float || fabs(v->number) < SHORT_KEY)
		return text;
	shortest(v->number, own);
	*n = strlen(own);
	return arena_strdup(a, own);
}

static int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

char *scalar_base64(struct arena *a, const char *text, size_t len, size_t *n)
{
	char *out = arena_alloc(a, len / 4 * 3 + 4);
	uint32_t bits = 0, digits = 0, padding = 0;

	*n = 0;
	for (size_t i = 0; i < len; i++) {
		int d = base64_digit(text[i]);

		if (text[i] == '\n' || text[i] == '\r')
			continue;
		if (text[i] == '=') {
			padding++;
			continue;
		}
		if (d < 0 || padding)
			return NULL;
		bits = bits << 6 | (uint32_t)d;
		if (++digits % 4 == 0)
			for (int shift = 16; shift >= 0; shift -= 8)
				out[(*n)++] = (char)(bits >> shift);
	}
	if ((digits + padding) % 4 != 0 || padding > 2)
		return NULL;
	if (digits % 4 == 2) {
		out[(*n)++] = (char)(bits >> 4);
	} else if (digits % 4 == 3) {
		out[(*n)++] = (char)(bits >> 10);
		out[(*n)++] = (char)(bits >> 2);
	}
	return out;
}

/*
 * The shortest text that reads back as the same single-precision number, with an
 * exponent from a million up and below a ten-thousandth, as Go writes it.
 */
static const char *float_key(struct arena *a, double d)
{
	float f = (float)d;
	char text[32];
	int digits = 1, exponent;

	if (isnan(f))
		return ".nan";
	if (isinf(f))
		return f > 0 ? ".inf" : "-.inf";
	do
		snprintf(text, sizeof text, "%.*e", digits - 1, (double)f);
	while (strtof(text, NULL) != f && ++digits < 10);
	exponent = atoi(strchr(text, 'e') + 1);
	if (exponent < -4 || exponent >= 6)
		return arena_strdup(a, text);
	return arena_printf(a, "%.*f", digits - 1 > exponent ? digits - 1 - exponent : 0, (double)f);
}

const char *scalar_key(struct arena *a, const char *text, size_t len, size_t *n)
{
	struct value v = scalar_resolve(text, len);

	switch (v.scalar) {
	case SCALAR_NULL:
		return NULL;
	case SCALAR_BOOL:
		text = v.truth ? "true" : "false";
		break;
	case SCALAR_INT:
		if (v.is_float) {
			text = float_key(a, v.number);
			break;
		}
		text = arena_printf(a, "%lld", (long long)v.whole);
		break;
	case SCALAR_FLOAT:
		if (!v.is_float)
			return NULL;
		text = float_key(a, v.number);
		break;
	case SCALAR_STRING:
		*n = len;
		return text;
	}
	*n = strlen(text);
	return text;
}

const char *scalar_word_of(struct arena *a, const struct source *s, uint32_t begin, uint32_t end, const struct str *key)
{
	size_t len = end > begin && end <= s->n ? end - begin : 0;
	const char *text = s->bytes + begin;

	if ((!str_is(key, "true") && !str_is(key, "false")) || !len || len > strlen("false") || strncmp(text, key->text, len) == 0)
		return NULL;
	return scalar_kind(text, len) == SCALAR_BOOL ? arena_strndup(a, text, len) : NULL;
}
