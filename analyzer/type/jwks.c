/* Sets of keys, from the tokens of their JSON. */
#include "type/jwks.h"

#include <string.h>

#include "base/arena.h"
#include "doc/json_text.h"
#include "doc/placeholder.h"

#define MAX_DEPTH 64

struct json {
	struct json_text text;
	struct arena scratch;
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

/* A string that outlives the next one. */
static bool string(struct json *j, const char **text, size_t *len)
{
	if (json_peek(&j->text) != '"' || !json_string(&j->text, text, len))
		return not_json(j);
	if (*text == j->text.escaped.at)
		*text = arena_strndup(&j->scratch, *text, *len);
	return true;
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

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_base64(const char *text, size_t len)
{
	while (len && text[len - 1] == '=')
		len--;
	for (size_t i = 0; i < len; i++)
		if (!is_letter(text[i]) && !(text[i] >= '0' && text[i] <= '9') && (!text[i] || !strchr("-_+/", text[i])))
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
	return members[i].form != FORM_BINARY || !m->text || placeholder_in(m->text, m->len) || is_base64(m->text, m->len)
		|| fail(j, "has a key with a member that is not in base64");
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
	char c = json_peek(&j->text);

	for (size_t i = 0; i < N_MEMBERS; i++)
		if (is_text(name, len, members[i].name))
			m = &k->members[i];
	m->text = NULL;
	m->len = 0;
	m->kind = c == '"' || c == 'n' ? TEXT : c == '[' ? LIST : OTHER;
	return c == '"' ? string(j, &m->text, &m->len) : json_skip(&j->text, MAX_DEPTH) || not_json(j);
}

/* One key; or, where keys is not NULL, a set of them: *keys tells whether "keys" was there. */
static bool object(struct json *j, bool *is_secret, bool *keys)
{
	struct key k = {{{ABSENT, NULL, 0}}};
	const char *name;
	size_t len;

	if (!json_take(&j->text, '{'))
		return fail(j, "must be a JSON object");
	if (!json_take(&j->text, '}')) {
		do {
			if (!string(j, &name, &len) || !json_take(&j->text, ':'))
				return not_json(j);
			if (!keys || !is_text(name, len, "keys")) {
				if (!key_member(j, &k, name, len))
					return false;
				continue;
			}
			*keys = true;
			if (!json_take(&j->text, '['))
				return fail(j, "has \"keys\" that are not a list");
			if (json_take(&j->text, ']'))
				continue;
			do {
				if (!object(j, is_secret, NULL))
					return false;
			} while (json_take(&j->text, ','));
			if (!json_take(&j->text, ']'))
				return not_json(j);
		} while (json_take(&j->text, ','));
		if (!json_take(&j->text, '}'))
			return not_json(j);
	}
	return (keys && *keys) || judge_key(j, &k, is_secret);
}

const char *jwks_fault(const char *text, size_t len, bool *is_secret)
{
	struct json j = { .text = { .bytes = text, .n = (uint32_t)len } }; /* what follows the object is not read */
	bool keys = false;

	*is_secret = false;
	object(&j, is_secret, &keys);
	buf_release(&j.text.escaped);
	arena_release(&j.scratch);
	return j.fault;
}
