/* A parser of CEL's grammar that keeps nothing but whether it could read it. Source: cel-spec, langdef. */
#include "type/cel.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define MAX_DEPTH  250
#define INCOMPLETE "is not a complete and valid expression"

enum token { TOKEN_END, TOKEN_NAME, TOKEN_QUOTED_NAME, TOKEN_LITERAL, TOKEN_OTHER, TOKEN_BAD };

/* What an expression is as a whole, as far as macros ask. */
enum shape { SHAPE_OTHER, SHAPE_NAME, SHAPE_FIELD };

struct parser {
	const char *at, *end; /* at: behind the token; a NUL is at the end */
	const char *token;
	size_t len;
	enum token kind;
	enum shape shape; /* of what was read last */
	bool called;      /* was the primary that was read last a call? */
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
		while (*p->at && strchr(" \t\r\n\f", *p->at))
			p->at++;
		if (p->at[0] != '/' || p->at[1] != '/')
			return;
		while (p->at < p->end && *p->at != '\n')
			p->at++;
	}
}

/* The letters of an escape that is no octal number, and how many hexadecimal digits follow each. */
static bool escape(struct parser *p, bool bytes)
{
	static const char letters[] = "abfnrtv\\?\"'`";
	char c = *p->at++;
	uint32_t value = 0;
	int n = c == 'x' || c == 'X' ? 2 : bytes ? 0 : c == 'u' ? 4 : c == 'U' ? 8 : 0;

	if (c >= '0' && c <= '3') {
		for (int i = 0; i < 2; i++)
			if (*p->at < '0' || *p->at++ > '7')
				return false;
		return true;
	}
	for (int i = 0; i < n; i++, p->at++) {
		if (!is_hex(*p->at))
			return false;
		value = value * 16 + (uint32_t)(is_digit(*p->at) ? *p->at - '0' : (*p->at | 0x20) - 'a' + 10);
	}
	if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) /* no character */
		return false;
	return n || (c && strchr(letters, c));
}

/* A string from its quote on; at stands there. */
static bool string(struct parser *p, bool raw, bool bytes)
{
	char quote = *p->at;
	bool triple = p->at[1] == quote && p->at[2] == quote;

	for (p->at += triple ? 3 : 1; p->at < p->end; ) {
		if (*p->at == quote && (!triple || (p->at[1] == quote && p->at[2] == quote))) {
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

	if (p->at[0] == '0' && p->at[1] == 'x' && is_hex(p->at[2])) {
		for (p->at += 2; is_hex(*p->at); )
			p->at++;
	} else {
		while (is_digit(*p->at))
			p->at++;
		if (*p->at == '.' && is_digit(p->at[1])) {
			whole = false;
			for (p->at++; is_digit(*p->at); )
				p->at++;
		}
		if (*p->at == 'e' || *p->at == 'E') {
			const char *exponent = p->at + 1 + (p->at[1] == '+' || p->at[1] == '-');

			if (is_digit(*exponent)) {
				whole = false;
				for (p->at = exponent; is_digit(*p->at); )
					p->at++;
			}
		}
	}
	if (whole && (*p->at == 'u' || *p->at == 'U'))
		p->at++;
}

/* `a-b/c`, which can follow a dot; at stands behind the first quote. */
static bool quoted_name(struct parser *p)
{
	const char *begin = p->at;

	while (is_letter(*p->at) || is_digit(*p->at) || (*p->at && strchr(".-/ ", *p->at)))
		p->at++;
	return p->at > begin && *p->at++ == '`';
}

/* Prefixes b, r and br of a string, or none: their length; false where a string does not begin here. */
static bool string_begins(const struct parser *p, size_t *prefix, bool *raw, bool *bytes)
{
	const char *at = p->at;

	*bytes = *at == 'b' || *at == 'B';
	at += *bytes;
	*raw = *at == 'r' || *at == 'R';
	at += *raw;
	*prefix = (size_t)(at - p->at);
	return *at == '"' || *at == '\'';
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
		while (is_letter(*p->at) || is_digit(*p->at))
			p->at++;
		p->kind = TOKEN_NAME;
	} else if (is_digit(*p->at) || (*p->at == '.' && is_digit(p->at[1]))) {
		number(p);
		p->kind = TOKEN_LITERAL;
	} else if (*p->at == '`') {
		p->at++;
		p->kind = quoted_name(p) ? TOKEN_QUOTED_NAME : TOKEN_BAD;
	} else if (!*p->at || !strchr("=!<>&|()[]{}.,:?+-*/%", *p->at)) {
		p->kind = TOKEN_BAD;
	} else {
		p->at++;
		for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
			if (memcmp(p->token, pairs[i], 2) == 0)
				p->at = p->token + 2;
	}
	p->len = (size_t)(p->at - p->token);
	if (p->kind == TOKEN_BAD)
		fail(p, "has a character or string that is not valid in CEL");
}

static bool is(const struct parser *p, const char *text)
{
	return strlen(text) == p->len && memcmp(p->token, text, p->len) == 0;
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
	return take(p, text) || fail(p, INCOMPLETE);
}

static bool is_one_of(const struct parser *p, const char *const *words)
{
	for (; *words; words++)
		if (is(p, *words))
			return true;
	return false;
}

static bool expression(struct parser *p);

/* Things with commas between up to the closing bracket. */
struct list {
	const char *close;
	bool pairs;       /* key: value */
	bool fields;      /* the keys are names */
	bool trailing;    /* a comma may be last, or stand alone */
	int n;            /* how many there were */
	enum shape first; /* what the first is */
};

static bool list(struct parser *p, struct list *l)
{
	bool alone = l->trailing && take(p, ",");

	for (l->n = 0; !alone && !is(p, l->close); l->n++) {
		if (l->fields && p->kind != TOKEN_NAME && p->kind != TOKEN_QUOTED_NAME)
			return fail(p, INCOMPLETE);
		if (l->fields)
			next(p);
		else if (!expression(p))
			return false;
		l->first = l->n ? l->first : p->shape;
		if (l->pairs && (!expect(p, ":") || !expression(p)))
			return false;
		if (!is(p, ",")) {
			l->n++;
			break;
		}
		next(p);
		if (is(p, l->close) && !l->trailing)
			return fail(p, INCOMPLETE);
	}
	p->shape = SHAPE_OTHER;
	return expect(p, l->close);
}

static bool is_reserved(const struct parser *p)
{
	static const char *const words[] = {"as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
		"loop", "package", "namespace", "return", "var", "void", "while", "in", "true", "false", "null", NULL};

	return is_one_of(p, words);
}

/* The arguments of a call that may be a macro: those of has() and all() have a form of their own. */
static bool arguments(struct parser *p, const char *name, size_t len, bool member)
{
	static const struct {
		const char *name;
		int most; /* with more arguments it is a function of that name */
	} macros[] = {{"all", 2}, {"exists", 2}, {"exists_one", 2}, {"existsOne", 2}, {"map", 3}, {"filter", 2}};
	bool is_has = !member && len == 3 && memcmp(name, "has", 3) == 0;
	struct list l = {.close = ")"};
	int most = 0;

	for (size_t i = 0; member && i < sizeof macros / sizeof macros[0]; i++)
		if (strlen(macros[i].name) == len && memcmp(macros[i].name, name, len) == 0)
			most = macros[i].most;
	if (!list(p, &l))
		return false;
	if (is_has && l.n == 1 && l.first != SHAPE_FIELD)
		return fail(p, "has a has() whose argument is not a field");
	if (l.n >= 2 && l.n <= most && l.first != SHAPE_NAME)
		return fail(p, "has a macro whose first argument is not a name");
	return true;
}

static bool primary(struct parser *p)
{
	struct list items = {.close = "]", .trailing = true}, entries = {.close = "}", .trailing = true, .pairs = true};
	struct list plain = {.close = ")"};
	const char *name;
	size_t len;
	bool is_root, fine;

	p->shape = SHAPE_OTHER;
	p->called = false;
	if (p->kind == TOKEN_LITERAL || is(p, "true") || is(p, "false") || is(p, "null")) {
		next(p);
		return true;
	}
	if (take(p, "("))
		return expression(p) && expect(p, ")");
	if (take(p, "["))
		return list(p, &items);
	if (take(p, "{"))
		return list(p, &entries);
	is_root = take(p, ".");
	if (p->kind != TOKEN_NAME || is_reserved(p))
		return fail(p, INCOMPLETE);
	name = p->token;
	len = p->len;
	next(p);
	if (take(p, "(")) {
		fine = is_root ? list(p, &plain) : arguments(p, name, len, false); /* with a dot it is no macro */
		p->called = true;
		return fine;
	}
	p->shape = SHAPE_NAME;
	return true;
}

/* .field, .call(...), [index], {field: value}; they follow a primary. */
static bool member(struct parser *p)
{
	bool is_name = (p->kind == TOKEN_NAME && !is(p, "true") && !is(p, "false") && !is(p, "null")) || is(p, ".");
	const char *name;
	size_t len;

	if (!primary(p))
		return false;
	is_name &= !p->called;
	for (;;) {
		if (take(p, ".")) {
			bool quoted = p->kind == TOKEN_QUOTED_NAME;

			if ((p->kind != TOKEN_NAME && !quoted) || is(p, "in") || is(p, "true") || is(p, "false") || is(p, "null"))
				return fail(p, INCOMPLETE);
			name = p->token;
			len = p->len;
			next(p);
			is_name &= !quoted;
			p->shape = SHAPE_FIELD;
			if (!quoted && take(p, "(")) {
				is_name = false;
				if (!arguments(p, name, len, true))
					return false;
			}
		} else if (take(p, "[")) {
			is_name = false;
			if (!expression(p) || !expect(p, "]"))
				return false;
			p->shape = SHAPE_OTHER;
		} else if (is_name && take(p, "{")) {
			struct list fields = {.close = "}", .trailing = true, .pairs = true, .fields = true};

			is_name = false;
			if (!list(p, &fields))
				return false;
		} else {
			return true;
		}
	}
}

static bool unary(struct parser *p)
{
	const char *operator = is(p, "!") ? "!" : "-";
	bool any = false;

	while (take(p, operator))
		any = true;
	if (!member(p))
		return false;
	if (any)
		p->shape = SHAPE_OTHER;
	return true;
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
		p->shape = SHAPE_OTHER;
	}
	return true;
}

static bool expression(struct parser *p)
{
	bool fine;

	if (++p->depth > MAX_DEPTH)
		return fail(p, "is nested too deeply");
	fine = binary(p, 0);
	if (fine && take(p, "?")) {
		fine = binary(p, 0) && expect(p, ":") && expression(p);
		p->shape = SHAPE_OTHER;
	}
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
		fail(&p, "has text after the end of the expression");
	return p.fault;
}
