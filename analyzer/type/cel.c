/* A parser of CEL's grammar that keeps nothing but whether it could read it. Source: cel-spec, langdef. */
#include "type/cel.h"

#include <stdbool.h>
#include <string.h>

#define MAX_DEPTH 250

enum token { TOKEN_END, TOKEN_NAME, TOKEN_LITERAL, TOKEN_OTHER, TOKEN_BAD };

struct parser {
	const char *at, *end; /* at: behind the token */
	const char *token;
	size_t len;
	enum token kind;
	const char *fault;
	int depth;
};

static bool fail(struct parser *p, const char *why)
{
	if (!p->fault)
		p->fault = why;
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static void skip_blanks(struct parser *p)
{
	for (;;) {
		while (p->at < p->end && *p->at && strchr(" \t\r\n\f", *p->at))
			p->at++;
		if (p->end - p->at < 2 || p->at[0] != '/' || p->at[1] != '/')
			return;
		while (p->at < p->end && *p->at != '\n')
			p->at++;
	}
}

/* The letters of an escape that is no octal number, and how many hexadecimal digits follow each. */
static bool escape(struct parser *p, bool bytes)
{
	static const char letters[] = "abfnrtv\\?\"'`";
	char c = p->at < p->end ? *p->at++ : '\0';
	int n = c == 'x' || c == 'X' ? 2 : bytes ? 0 : c == 'u' ? 4 : c == 'U' ? 8 : 0;

	if (c >= '0' && c <= '3') {
		for (int i = 0; i < 2; i++)
			if (p->at == p->end || *p->at < '0' || *p->at++ > '7')
				return false;
		return true;
	}
	for (int i = 0; i < n; i++)
		if (p->at == p->end || !is_hex(*p->at++))
			return false;
	return n || (c && strchr(letters, c));
}

/* A string from its quote on; at stands there. */
static bool string(struct parser *p, bool raw, bool bytes)
{
	char quote = *p->at;
	bool triple = p->end - p->at >= 3 && p->at[1] == quote && p->at[2] == quote;

	for (p->at += triple ? 3 : 1; p->at < p->end; ) {
		if (*p->at == quote && (!triple || (p->end - p->at >= 3 && p->at[1] == quote && p->at[2] == quote))) {
			p->at += triple ? 3 : 1;
			return true;
		}
		if (!triple && (*p->at == '\n' || *p->at == '\r'))
			return false;
		if (*p->at++ == '\\' && !raw && !escape(p, bytes))
			return false;
	}
	return false;
}

static void number(struct parser *p)
{
	bool whole = true;

	if (p->end - p->at > 2 && p->at[0] == '0' && p->at[1] == 'x' && is_hex(p->at[2])) {
		for (p->at += 2; p->at < p->end && is_hex(*p->at); )
			p->at++;
	} else {
		while (p->at < p->end && is_digit(*p->at))
			p->at++;
		if (p->end - p->at >= 2 && *p->at == '.' && is_digit(p->at[1])) {
			whole = false;
			for (p->at++; p->at < p->end && is_digit(*p->at); )
				p->at++;
		}
		if (p->at < p->end && (*p->at == 'e' || *p->at == 'E')) {
			const char *exponent = p->at + 1 + (p->end - p->at > 1 && (p->at[1] == '+' || p->at[1] == '-'));

			if (exponent < p->end && is_digit(*exponent)) {
				whole = false;
				for (p->at = exponent; p->at < p->end && is_digit(*p->at); )
					p->at++;
			}
		}
	}
	if (whole && p->at < p->end && (*p->at == 'u' || *p->at == 'U'))
		p->at++;
}

/* Prefixes r, b, rb and br of a string, or none: their length; 0 bytes where a string does not begin here. */
static bool string_begins(const struct parser *p, size_t *prefix, bool *raw, bool *bytes)
{
	const char *at = p->at;

	*raw = *bytes = false;
	for (; at < p->end && at - p->at < 2; at++) {
		if ((*at == 'r' || *at == 'R') && !*raw)
			*raw = true;
		else if ((*at == 'b' || *at == 'B') && !*bytes)
			*bytes = true;
		else
			break;
	}
	*prefix = (size_t)(at - p->at);
	return at < p->end && (*at == '"' || *at == '\'');
}

static void next(struct parser *p)
{
	static const char *const pairs[] = {"==", "!=", "<=", ">=", "&&", "||"};
	size_t prefix;
	bool raw, bytes;

	skip_blanks(p);
	p->token = p->at;
	p->kind = TOKEN_OTHER;
	if (p->at == p->end) {
		p->kind = TOKEN_END;
	} else if (string_begins(p, &prefix, &raw, &bytes)) {
		p->at += prefix;
		p->kind = string(p, raw, bytes) ? TOKEN_LITERAL : TOKEN_BAD;
	} else if (is_letter(*p->at)) {
		while (p->at < p->end && (is_letter(*p->at) || is_digit(*p->at)))
			p->at++;
		p->kind = TOKEN_NAME;
	} else if (is_digit(*p->at) || (*p->at == '.' && p->end - p->at > 1 && is_digit(p->at[1]))) {
		number(p);
		p->kind = TOKEN_LITERAL;
	} else if (!*p->at || !strchr("=!<>&|()[]{}.,:?+-*/%", *p->at)) {
		p->kind = TOKEN_BAD;
	} else {
		p->at++;
		for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
			if (p->end - p->token >= 2 && memcmp(p->token, pairs[i], 2) == 0)
				p->at = p->token + 2;
	}
	p->len = (size_t)(p->at - p->token);
	if (p->kind == TOKEN_BAD)
		fail(p, "has a character or string that CEL has not");
}

static bool is(const struct parser *p, const char *text)
{
	return p->kind != TOKEN_LITERAL && p->kind != TOKEN_END && strlen(text) == p->len && memcmp(p->token, text, p->len) == 0;
}

static bool take(struct parser *p, const char *text)
{
	if (!is(p, text))
		return false;
	next(p);
	return true;
}

static bool expect(struct parser *p, const char *text)
{
	return take(p, text) || fail(p, "is not complete, or has something where it does not belong");
}

static bool is_one_of(const struct parser *p, const char *const *words)
{
	for (; *words; words++)
		if (is(p, *words))
			return true;
	return false;
}

static bool expression(struct parser *p);

/* Things with commas between up to the closing bracket; pairs are key: value. */
static bool list(struct parser *p, const char *close, bool pairs, bool trailing, int *n)
{
	*n = 0;
	if (take(p, close))
		return true;
	do {
		if (trailing && *n && is(p, close))
			break;
		if (!expression(p) || (pairs && (!expect(p, ":") || !expression(p))))
			return false;
		++*n;
	} while (take(p, ","));
	return expect(p, close);
}

static bool is_reserved(const struct parser *p)
{
	static const char *const words[] = {"as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
		"loop", "package", "namespace", "return", "var", "void", "while", "in", NULL};

	return is_one_of(p, words);
}

/* The arguments of a call that may be a macro: those of has() and all() have a form of their own. */
static bool arguments(struct parser *p, const char *name, size_t len, bool member)
{
	static const char *const macros[] = {"all", "exists", "exists_one", "map", "filter", "existsOne"};
	bool is_has = !member && len == 3 && memcmp(name, "has", 3) == 0, selects = false, names = false;
	enum token first = p->kind;
	const char *begin = p->token;
	int n;

	for (size_t i = 0; member && i < sizeof macros / sizeof macros[0]; i++)
		names |= strlen(macros[i]) == len && memcmp(macros[i], name, len) == 0;
	if (!list(p, ")", false, false, &n))
		return false;
	for (const char *at = begin; is_has && at < p->at; at++)
		selects |= *at == '.';
	if (is_has && n == 1 && !selects)
		return fail(p, "has a has() whose argument is no field");
	if (names && (n == 2 || n == 3) && first != TOKEN_NAME)
		return fail(p, "has a macro whose first argument is no name");
	return true;
}

static bool primary(struct parser *p)
{
	const char *name;
	size_t len;
	int n;

	if (p->kind == TOKEN_LITERAL || is(p, "true") || is(p, "false") || is(p, "null")) {
		next(p);
		return true;
	}
	if (take(p, "("))
		return expression(p) && expect(p, ")");
	if (take(p, "["))
		return list(p, "]", false, true, &n);
	if (take(p, "{"))
		return list(p, "}", true, true, &n);
	take(p, ".");
	if (p->kind != TOKEN_NAME || is_reserved(p))
		return fail(p, "is not complete, or has something where it does not belong");
	name = p->token;
	len = p->len;
	next(p);
	return !take(p, "(") || arguments(p, name, len, false);
}

/* .field, .call(...), [index], {field: value}; they follow a primary. */
static bool member(struct parser *p)
{
	bool is_name = p->kind == TOKEN_NAME || is(p, ".");
	const char *name;
	size_t len;
	int n;

	if (!primary(p))
		return false;
	for (;;) {
		if (take(p, ".")) {
			if (p->kind != TOKEN_NAME || is(p, "in") || is(p, "true") || is(p, "false") || is(p, "null"))
				return fail(p, "is not complete, or has something where it does not belong");
			name = p->token;
			len = p->len;
			next(p);
			if (take(p, "(")) {
				is_name = false;
				if (!arguments(p, name, len, true))
					return false;
			}
		} else if (take(p, "[")) {
			is_name = false;
			if (!expression(p) || !expect(p, "]"))
				return false;
		} else if (is_name && take(p, "{")) {
			is_name = false;
			if (!list(p, "}", true, true, &n))
				return false;
		} else {
			return true;
		}
	}
}

static bool unary(struct parser *p)
{
	if (is(p, "!"))
		while (take(p, "!"))
			;
	else
		while (take(p, "-"))
			;
	return member(p);
}

/* Levels of binary operators, the loosest first. */
static bool binary(struct parser *p, int level)
{
	static const char *const operators[][8] = {
		{"||", NULL}, {"&&", NULL}, {"<", "<=", ">=", ">", "==", "!=", "in", NULL}, {"+", "-", NULL}, {"*", "/", "%", NULL},
	};

	if (level == 5)
		return unary(p);
	if (!binary(p, level + 1))
		return false;
	while (is_one_of(p, operators[level])) {
		next(p);
		if (!binary(p, level + 1))
			return false;
	}
	return true;
}

static bool expression(struct parser *p)
{
	bool fine;

	if (++p->depth > MAX_DEPTH)
		return fail(p, "is nested too deeply");
	fine = binary(p, 0) && (!take(p, "?") || (binary(p, 0) && expect(p, ":") && expression(p)));
	p->depth--;
	return fine;
}

const char *cel_fault(const char *text, size_t len)
{
	struct parser p = {.at = text, .end = text + len};

	next(&p);
	if (p.kind == TOKEN_END)
		return "must not be empty";
	if (expression(&p) && p.kind != TOKEN_END)
		fail(&p, "goes on where an expression ends");
	return p.fault;
}
