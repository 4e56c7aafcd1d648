/* A reader of JSON that knows what members JSON web keys have. */
#include "type/jwks.h"

#include <string.h>

#include "doc/placeholder.h"

#define MAX_DEPTH 64

struct json {
	const char *at, *end;
	const char *fault;
};

static bool fail(struct json *j, const char *why)
{
	if (!j->fault)
		j->fault = why;
	return false;
}

static bool not_json(struct json *j)
{
	return fail(j, "must be JSON");
}

static char peek(struct json *j)
{
	while (j->at < j->end && strchr(" \t\r\n", *j->at) && *j->at)
		j->at++;
	return j->at < j->end ? *j->at : '\0';
}

static bool take(struct json *j, char c)
{
	if (peek(j) != c)
		return false;
	j->at++;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* A string; its raw text, quotes excluded, where the caller wants it. */
static bool string(struct json *j, const char **text, size_t *len)
{
	const char *begin;

	if (!take(j, '"'))
		return not_json(j);
	begin = j->at;
	for (; j->at < j->end && *j->at != '"'; j->at++) {
		if ((unsigned char)*j->at < ' ')
			return not_json(j);
		if (*j->at != '\\')
			continue;
		if (++j->at == j->end || !*j->at || !strchr("\"\\/bfnrtu", *j->at))
			return not_json(j);
		for (int i = 0; i < 4 && *j->at == 'u' && !is_hex(j->at[1 + i]); i++)
			return not_json(j);
	}
	if (j->at == j->end)
		return not_json(j);
	if (text) {
		*text = begin;
		*len = (size_t)(j->at - begin);
	}
	j->at++;
	return true;
}

static size_t digits(struct json *j)
{
	const char *begin = j->at;

	while (j->at < j->end && is_digit(*j->at))
		j->at++;
	return (size_t)(j->at - begin);
}

static bool number(struct json *j)
{
	size_t n;
	const char *begin;

	j->at += *j->at == '-';
	begin = j->at;
	n = digits(j);
	if (n == 0 || (n > 1 && *begin == '0'))
		return not_json(j);
	if (j->at < j->end && *j->at == '.' && (j->at++, digits(j) == 0))
		return not_json(j);
	if (j->at < j->end && (*j->at == 'e' || *j->at == 'E')) {
		j->at++;
		j->at += j->at < j->end && (*j->at == '+' || *j->at == '-');
		if (digits(j) == 0)
			return not_json(j);
	}
	return true;
}

static bool word(struct json *j)
{
	static const char *const words[] = {"true", "false", "null"};

	for (size_t i = 0; i < 3; i++) {
		size_t n = strlen(words[i]);

		if ((size_t)(j->end - j->at) >= n && memcmp(j->at, words[i], n) == 0) {
			j->at += n;
			return true;
		}
	}
	return not_json(j);
}

static bool value(struct json *j, int depth);

/* The members or items up to the closing bracket; the opening one is taken. */
static bool rest(struct json *j, char close, int depth)
{
	if (take(j, close))
		return true;
	do {
		if (close == '}' && (peek(j) != '"' || !string(j, NULL, NULL) || !take(j, ':')))
			return not_json(j);
		if (!value(j, depth))
			return false;
	} while (take(j, ','));
	return take(j, close) || not_json(j);
}

static bool value(struct json *j, int depth)
{
	char c = peek(j);

	if (depth == MAX_DEPTH)
		return fail(j, "is nested too deeply");
	if (c == '{' || c == '[') {
		j->at++;
		return rest(j, c == '{' ? '}' : ']', depth + 1);
	}
	if (c == '"')
		return string(j, NULL, NULL);
	return c == '-' || is_digit(c) ? number(j) : word(j);
}

/* The members of keys that are read, and which types of key they belong to; the others can be anything. */
static const struct {
	const char *name;
	enum { FORM_TEXT, FORM_BINARY, FORM_LIST } form;
	const char *kinds; /* each between blanks; NULL: any */
	bool needed;
} members[] = {
	{"kty", FORM_TEXT, NULL, true}, {"alg", FORM_TEXT, NULL, false}, {"kid", FORM_TEXT, NULL, false},
	{"use", FORM_TEXT, NULL, false}, {"x5t", FORM_TEXT, NULL, false}, {"x5t#S256", FORM_TEXT, NULL, false},
	{"key_ops", FORM_LIST, NULL, false}, {"x5c", FORM_LIST, NULL, false}, {"n", FORM_BINARY, " RSA ", true},
	{"e", FORM_BINARY, " RSA ", true}, {"crv", FORM_TEXT, " EC OKP ", true}, {"x", FORM_BINARY, " EC OKP ", true},
	{"y", FORM_BINARY, " EC ", true}, {"k", FORM_BINARY, " oct ", true}, {"d", FORM_BINARY, " RSA EC OKP ", false},
};

#define N_MEMBERS (sizeof members / sizeof members[0])
#define KTY 0
#define D   (N_MEMBERS - 1)

struct key {
	struct found {
		enum { ABSENT, TEXT, LIST, OTHER } kind; /* null is a text without characters, and an empty list */
		const char *text;
		size_t len;
	} members[N_MEMBERS];
};

static bool is_base64(const char *text, size_t len)
{
	while (len && text[len - 1] == '=')
		len--;
	for (size_t i = 0; i < len; i++)
		if (!is_hex(text[i]) && !(text[i] >= 'g' && text[i] <= 'z') && !(text[i] >= 'G' && text[i] <= 'Z')
				&& !strchr("-_+/", text[i]))
			return false;
	return len % 4 != 1;
}

static bool is_text(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(text, word, len) == 0;
}

static bool judge_member(struct json *j, const struct found *m, size_t i)
{
	if (m->kind == ABSENT)
		return !members[i].needed || fail(j, "has a key without a member that keys of its type need");
	if (members[i].form == FORM_LIST)
		return m->kind == LIST || (m->kind == TEXT && !m->text) || fail(j, "has a key with a member that is not a list");
	if (m->kind != TEXT)
		return fail(j, "has a key with a member that is not a string");
	return members[i].form != FORM_BINARY || placeholder_in(m->text, m->len) || is_base64(m->text, m->len) || fail(j, "has a key with a member that is not in base64");
}

/* Are all members there that a key of this type needs, and in their form? */
static bool judge_key(struct json *j, const struct key *k, bool *is_secret)
{
	static const char *const types[] = {" RSA ", " EC ", " oct ", " OKP "};
	const struct found *kty = &k->members[KTY];
	const char *type = NULL;

	for (size_t i = 0; i < 4 && kty->kind == TEXT && kty->len; i++)
		if (strlen(types[i]) == kty->len + 2 && memcmp(types[i] + 1, kty->text, kty->len) == 0)
			type = types[i];
	if (!type)
		return fail(j, "has a key whose \"kty\" is not RSA, EC, OKP or oct");
	for (size_t i = 0; i < N_MEMBERS; i++)
		if ((!members[i].kinds || strstr(members[i].kinds, type)) && !judge_member(j, &k->members[i], i))
			return false;
	*is_secret |= strcmp(type, " oct ") == 0 || k->members[D].kind != ABSENT;
	return true;
}

static bool key_member(struct json *j, struct key *k, const char *name, size_t len)
{
	struct found ignored, *m = &ignored;
	char c = peek(j);

	for (size_t i = 0; i < N_MEMBERS; i++)
		if (is_text(name, len, members[i].name))
			m = &k->members[i];
	m->text = NULL;
	m->len = 0;
	m->kind = c == '"' || c == 'n' ? TEXT : c == '[' ? LIST : OTHER;
	return c == '"' ? string(j, &m->text, &m->len) : value(j, 0);
}

/* One key; or, where keys is not NULL, a set of them: *keys tells whether "keys" was there. */
static bool object(struct json *j, bool *is_secret, bool *keys)
{
	struct key k = {{{ABSENT, NULL, 0}}};
	const char *name;
	size_t len;

	if (!take(j, '{'))
		return fail(j, "must be a JSON object");
	if (!take(j, '}')) {
		do {
			if (peek(j) != '"' || !string(j, &name, &len) || !take(j, ':'))
				return not_json(j);
			if (!keys || !is_text(name, len, "keys")) {
				if (!key_member(j, &k, name, len))
					return false;
				continue;
			}
			*keys = true;
			if (!take(j, '['))
				return fail(j, "has \"keys\" that are not a list");
			if (take(j, ']'))
				continue;
			do {
				if (!object(j, is_secret, NULL))
					return false;
			} while (take(j, ','));
			if (!take(j, ']'))
				return not_json(j);
		} while (take(j, ','));
		if (!take(j, '}'))
			return not_json(j);
	}
	return (keys && *keys) || judge_key(j, &k, is_secret);
}

const char *jwks_fault(const char *text, size_t len, bool *is_secret)
{
	struct json j = {text, text + len, NULL}; /* what follows the object is not read */
	bool keys = false;

	*is_secret = false;
	object(&j, is_secret, &keys);
	return j.fault;
}
