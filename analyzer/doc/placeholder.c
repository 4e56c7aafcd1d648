/* Finds texts that are not rendered yet. */
#include "doc/placeholder.h"

#include <ctype.h>
#include <string.h>

#include "source/path.h"

#define LONGEST_VALUE 512 /* about twice a host name */

/* Words that stand for a value that is still to be written, alone or in a name. */
static const char *const words[] = { "CHANGEME", "CHANGE_ME", "REPLACEME", "REPLACE_ME", "PLACEHOLDER" };

static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_word(char c) { return is_lower(c) || is_upper(c) || is_digit(c) || c == '_'; }

/* Does the first character stand somewhere before one that may follow it in a placeholder? The NUL behind a source is none. */
static bool has_pair(const struct source *s, char first, bool (*follows)(char c))
{
	const char *at = s->bytes, *end = at + s->n;

	while ((at = memchr(at, first, (size_t)(end - at))))
		if (follows(*++at))
			return true;
	return false;
}

static bool after_dollar(char c) { return c == '{' || c == '(' || is_word(c); }
static bool after_brace(char c) { return c == '{'; }
static bool after_angle(char c) { return c == '%' || is_lower(c) || is_upper(c); }
static bool after_round(char c) { return c == '('; }
static bool after_hash(char c) { return c == '{'; }
static bool after_low(char c) { return c == '_'; }

/* The length of "{name}" where it stands at the beginning of n bytes, else 0. */
static size_t braced(const char *t, size_t n)
{
	size_t i = 1;

	if (!n || t[0] != '{')
		return 0;
	while (i < n && (is_word(t[i]) || t[i] == '-'))
		i++;
	return i > 1 && i < n && t[i] == '}' ? i + 1 : 0;
}

/* Is there "{name}" somewhere? Maps in braces are common and have more in them. */
static bool has_braces(const struct source *s)
{
	const char *at = s->bytes, *end = at + s->n;

	for (; (at = memchr(at, '{', (size_t)(end - at))); at++)
		if (braced(at, (size_t)(end - at)))
			return true;
	return false;
}

/* Is there the character between these two? The search for one rare character is a tenth of that for a word. */
static bool has_between(const struct source *s, char before, char c, char after)
{
	const char *at = s->bytes, *end = at + s->n;

	for (; (at = memchr(at, c, (size_t)(end - at))); at++)
		if (at > s->bytes && at[-1] == before && at[1] == after)
			return true;
	return false;
}

/* Is there something of x.x.x.x or ip.ip.ip.ip? */
static bool has_masked(const struct source *s)
{
	const char *at = s->bytes, *end = at + s->n;

	for (; (at = memchr(at, '.', (size_t)(end - at))); at++)
		if (at > s->bytes && ((at[-1] == at[1] && (at[1] == 'x' || at[1] == 'X')) || (at[-1] == 'p' && at[1] == 'i')
				|| (at[-1] == 'P' && at[1] == 'I')))
			return true;
	return false;
}

bool placeholder_suspect(const struct source *s)
{
	if ((s->dollar && has_pair(s, '$', after_dollar)) || has_pair(s, '{', after_brace) || has_braces(s) || has_pair(s, '<', after_angle)
			|| has_pair(s, '%', is_upper) || has_pair(s, '@', is_word) || has_pair(s, '(', after_round)
			|| (s->hash && has_pair(s, '#', after_hash)) || has_pair(s, '_', after_low))
		return true;
	/* PLACEHOLDER and REPLACE, CHANGE, placeholder */
	return has_between(s, 'P', 'L', 'A') || has_between(s, 'N', 'G', 'E') || has_masked(s) || memmem(s->bytes, s->n, "placeholder", 11);
}

/* A name of envsubst or kustomize behind the opening bracket. A default may follow that of ${}. */
static bool is_variable(const char *t, size_t n, char close)
{
	size_t i = 0;

	while (i < n && (isalnum((unsigned char)t[i]) || (t[i] && strchr("_-.", t[i]))))
		i++;
	if (i == 0 || i == n)
		return false;
	return t[i] == close || (close == '}' && strchr(":=?+/#%^,@", t[i]) && memchr(t + i, close, n - i));
}

/* "{user}/image:latest": braces around a name at the beginning of a text, which YAML takes for a map. */
static bool begins_in_braces(const char *value, size_t n)
{
	size_t end = braced(value, n);

	return end && end < n && strchr("/:.-@", value[end]);
}

/* JSON, programs, long texts. */
static bool is_free_text(const char *text, size_t len)
{
	bool is_json = len > 1 && (text[0] == '[' || (text[0] == '{' && text[1] != '{' && !is_upper(text[1])
		&& !begins_in_braces(text, len)));

	return is_json || len > LONGEST_VALUE || memchr(text, '\n', len);
}

/* Does "<<name>>" begin at t? A merge key is "<<" alone. */
static bool is_doubled(const char *t, size_t n)
{
	size_t i = 2;

	if (n < 5 || t[0] != '<' || t[1] != '<')
		return false;
	while (i < n && (is_word(t[i]) || t[i] == '.' || t[i] == '-'))
		i++;
	return i > 2 && i + 1 < n && t[i] == '>' && t[i + 1] == '>';
}

bool placeholder_in_key(const char *text, size_t len)
{
	if (is_free_text(text, len))
		return false;
	for (size_t i = 0; i + 3 < len; i++) {
		const char *t = text + i;
		size_t n = len - i;

		if (t[0] == '$' && t[1] == '{' && is_variable(t + 2, n - 2, '}'))
			return true;
		if (t[0] == '$' && t[1] == '(' && is_variable(t + 2, n - 2, ')'))
			return true;
		if (t[0] == '{' && t[1] == '{' && memmem(t + 2, n - 2, "}}", 2))
			return true;
		if (is_doubled(t, n))
			return true;
		if (t[0] == '<' && t[1] == '%' && memmem(t + 2, n - 2, "%>", 2))
			return true;
	}
	return false;
}

/* A text that is gone through from its beginning to its end. */
struct reading {
	const char *t;
	size_t n, i;
	bool slash;    /* a part of what stands between holds one */
	bool found;
	bool pathless; /* one of those found is none where a path may stand: /users/{ID} */
};

static char at(const struct reading *r, size_t i)
{
	return i < r->n ? r->t[i] : '\0';
}

/* The end of a name that begins at i: capitals, digits and _, with a capital first; or i. */
static size_t capitals(const struct reading *r, size_t i)
{
	size_t end = i;

	if (is_upper(at(r, i)))
		while (is_upper(at(r, end)) || is_digit(at(r, end)) || at(r, end) == '_')
			end++;
	return end;
}

/* The end of a name that begins with a letter and goes on with letters, digits and the other characters; or i. */
static size_t name_end(const struct reading *r, size_t i, const char *others)
{
	size_t end = i;

	if (is_upper(at(r, i)) || is_lower(at(r, i)))
		while (is_word(at(r, end)) || (at(r, end) && strchr(others, at(r, end))))
			end++;
	return end;
}

static bool take(struct reading *r, size_t end, bool pathless)
{
	r->i = end;
	r->found = true;
	r->pathless |= pathless;
	return true;
}

/* What Envoy puts into headers and access logs itself: names of its command operators begin so. */
static bool is_envoy_operator(const char *t, size_t n)
{
	static const char *const starts[] = {
		"ACCESS_LOG", "BYTES", "CEL", "CLUSTER", "COMMON_DURATION", "CONNECTION", "CUSTOM_FLAGS", "DOWNSTREAM",
		"DURATION", "DYNAMIC_METADATA", "EMIT_TIME", "ENVIRONMENT", "FILTER_", "GRPC_", "HOSTNAME", "LOCAL_", "METADATA",
		"PATH", "PER_REQUEST", "PROTOCOL", "QUERY_PARAM", "REQ", "RESP", "ROUNDTRIP", "ROUTE", "SPAN_ID", "START_TIME",
		"STREAM_ID", "TLS_", "TRACE_ID", "TRAILER", "UNIQUE_ID", "UPSTREAM", "VIRTUAL_CLUSTER", "XDS",
	};

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (n >= strlen(starts[i]) && memcmp(t, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

/* __X__, CHANGE_ME, placeholderName; else go behind the word. */
static void take_word(struct reading *r)
{
	size_t end = r->i, n;
	const char *t = r->t + r->i;

	while (is_word(at(r, end)))
		end++;
	n = end - r->i;
	if (n > 4 && memcmp(t, "__", 2) == 0 && memcmp(t + n - 2, "__", 2) == 0 && capitals(r, r->i + 2) == end)
		r->found = true;
	if (n > 11 && memcmp(t, "placeholder", 11) == 0 && is_upper(t[11]))
		r->found = true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		r->found |= n == strlen(words[i]) && memcmp(t, words[i], n) == 0;
	r->i = end;
}

/* What Go's templates write for values that are not there is written for good. */
static bool is_remnant(const char *t, size_t n)
{
	return (n == 5 && memcmp(t, "<nil>", 5) == 0) || (n == 10 && memcmp(t, "<no value>", 10) == 0);
}

/* A placeholder between marks, at r->i. */
static bool take_marked(struct reading *r)
{
	size_t i = r->i, end;

	switch (r->t[i]) {
	case '$':
		end = capitals(r, i + 1);
		return end > i + 2 && !is_lower(at(r, end)) && take(r, end, false);
	case '{':
		end = name_end(r, i + 1, "-");
		return end > i + 1 && at(r, end) == '}' && take(r, end + 1, true);
	case '<':
		end = name_end(r, i + 1, " .-");
		return end > i + 1 && at(r, end) == '>' && !is_remnant(r->t + i, end + 1 - i) && take(r, end + 1, true);
	case '%':
		end = capitals(r, i + 1);
		return end > i + 2 && at(r, end) == '%' && !is_envoy_operator(r->t + i + 1, end - i - 1)
			&& take(r, end + 1, true);
	case '@':
		end = name_end(r, i + 1, ".-");
		return end > i + 1 && at(r, end) == '@' && !(i && is_word(at(r, i - 1))) && take(r, end + 1, false);
	case '(':
		end = at(r, i + 1) == '(' ? name_end(r, i + 2, ".-/") : 0;
		return end > i + 2 && at(r, end) == ')' && at(r, end + 1) == ')' && take(r, end + 2, true);
	case '#':
		end = at(r, i + 1) == '{' ? name_end(r, i + 2, ".-") : 0;
		return end > i + 2 && at(r, end) == '}' && at(r, end + 1) == '#' && take(r, end + 2, false);
	default:
		return false;
	}
}

bool placeholder_of_template(const struct source *s)
{
	const char *base = path_base(s->name);

	return strncmp(base, "template.", 9) == 0 || strstr(base, ".template.") != NULL;
}

bool placeholder_in_template(const char *text, size_t len)
{
	size_t low = 0;

	for (size_t i = 0; i < len; i++) {
		if (!is_lower(text[i]) && !is_digit(text[i]) && text[i] != '_')
			return false;
		low += text[i] == '_' && i > 0 && i + 1 < len;
	}
	return low > 0;
}

bool placeholder_in_braces(const char *name, size_t len)
{
	struct reading r = { .t = name, .n = len };

	return len && name_end(&r, 0, "- .") == len;
}

/* Is the rest of the text such as names, hosts and paths are made of, with a placeholder among it? */
static bool is_name_with_marks(const char *text, size_t len)
{
	struct reading r = { .t = text, .n = len };

	while (r.i < len) {
		char c = text[r.i];

		if (is_word(c)) {
			take_word(&r);
		} else if (!take_marked(&r)) {
			if (!c || !strchr(".:*/@-", c))
				return false;
			r.slash |= c == '/';
			r.i++;
		}
	}
	return r.found && !(r.slash && r.pathless);
}

/* $name as a whole, or an expression of Chainsaw: (join('-', [$namespace, 'x'])). */
static bool is_expression(const char *text, size_t len)
{
	size_t i = 1;

	if (len > 2 && text[0] == '$') {
		while (i < len && is_word(text[i]))
			i++;
		return i == len && !is_digit(text[1]);
	}
	if (len < 4 || text[0] != '(' || text[len - 1] != ')')
		return false;
	for (; i + 1 < len; i++)
		if (text[i] == '$' && (is_lower(text[i + 1]) || is_upper(text[i + 1])))
			return true;
	return false;
}

/* An address that nobody has filled in: four times the same, x.x.x.x, XX.XX.XX.XX or ip.ip.ip.ip. */
static bool is_masked(const char *text, size_t len)
{
	size_t n = len / 4;
	bool same = len % 4 == 3 && n > 0;

	for (size_t i = 0; same && i < len; i++)
		same = text[i] == (i % (n + 1) == n ? '.' : text[i % (n + 1)]);
	return same && (strspn(text, "xX") == n || (n == 2 && strncasecmp(text, "ip", 2) == 0));
}

bool placeholder_in(const char *text, size_t len)
{
	return placeholder_in_key(text, len) || is_masked(text, len)
		|| (!is_free_text(text, len) && (is_expression(text, len) || is_name_with_marks(text, len)));
}

static bool between(const char *text, size_t len, const char *open, const char *close)
{
	const char *at = memmem(text, len, open, strlen(open));

	return at && memmem(at + strlen(open), (size_t)(text + len - at) - strlen(open), close, strlen(close));
}

bool placeholder_unfilled(const char *text, size_t len)
{
	size_t begin = 0, low = 0;
	bool plain = true; /* the part so far: capitals, digits, underscores */

	if (len == 3 && memcmp(text, "...", 3) == 0)
		return true;
	if (len >= 12 && memcmp(text, "RELEASE-NAME", 12) == 0) /* what Helm 2 calls a release that has no name */
		return true;
	if (between(text, len, "<<", ">>") || between(text, len, "$$", "$$"))
		return true;
	for (size_t i = 0; i <= len; i++) {
		char c = i < len ? text[i] : '-';

		if (i < len && (is_upper(c) || is_digit(c) || c == '_')) {
			low += c == '_' && i > begin;
			continue;
		}
		if (i < len && (is_lower(c))) {
			plain = false;
			continue;
		}
		if (plain && i > begin && is_upper(text[begin]) && (low || (c == '%' && begin > 0 && text[begin - 1] == '%')))
			return true;
		begin = i + 1;
		low = 0;
		plain = true;
	}
	return false;
}

bool placeholder_of_number(const char *text, size_t len)
{
	struct reading r = { .t = text, .n = len };

	return len > 2 && capitals(&r, 0) == len;
}

/* The value in a line: what is behind its key and its list's dash, without the blanks around it. */
static const char *value_in(const char *line, size_t *n)
{
	const char *colon = memmem(line, *n, ": ", 2), *end = line + *n;

	line = colon ? colon + 2 : line;
	while (line < end && (*line == ' ' || (*line == '-' && line + 1 < end && line[1] == ' ')))
		line++;
	while (line < end && (end[-1] == ' ' || end[-1] == '\r'))
		end--;
	*n = (size_t)(end - line);
	return line;
}

/* "{path} (such as /shop)": behind braces around a name YAML wants nothing more. */
static bool is_explained(const char *value, size_t n)
{
	size_t end = braced(value, n);

	return end && end + 1 < n && value[end] == ' ' && value[end + 1] != '#';
}

bool placeholder_breaks(const char *line, size_t n)
{
	size_t len = n;
	const char *value = value_in(line, &len);
	const char *open = memchr(line, '<', n), *close = open ? memchr(open, '>', (size_t)(line + n - open)) : NULL;
	size_t name = open ? strspn(open + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") : 0;

	return (name && open + 1 + name == close) || placeholder_in_key(line, n) || placeholder_unfilled(line, n)
		|| placeholder_in(value, len) || begins_in_braces(value, len) || is_explained(value, len)
		|| (len > 2 && value[0] == '<' && value[len - 1] == '>');
}

bool placeholder_to_do(const struct source *s, uint32_t at)
{
	const char *t = s->bytes + at, *end;

	while (*t == ' ' || *t == '\t' || *t == ':')
		t++;
	if (*t != '#')
		return false;
	end = t + strcspn(t, "\r\n");
	return memmem(t, (size_t)(end - t), "TO" "DO", 4) || memmem(t, (size_t)(end - t), "FIX" "ME", 5);
}
