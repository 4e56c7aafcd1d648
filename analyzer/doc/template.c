/*
 * A light reading of lines, enough to tell where YAML's structure ends and texts begin. Behind a line's bytes there is always
 * one more: its break, or the NUL behind the source.
 */
#include "doc/template.h"

#include <string.h>

/* What the line before left open. */
struct scan {
	const struct source *source;
	bool in_chart;      /* look inside of scalars for Helm's own words instead */
	bool ytt;           /* look for ytt's comments instead */
	bool in_block;      /* a block scalar, whose lines are indented deeper than block_column */
	uint32_t block_column;
	char quote;         /* an open quote, or 0 */
	struct span found;
};

/* What opens an action, and what closes it. */
static const struct {
	char open[3], close[3];
} marks[] = { {"{{", "}}"}, {"{%", "%}"}, {"<%", "%>"}, {"%{", "}"} };

#define N_MARKS (sizeof marks / sizeof *marks)

static const char *closing_of(const char *t, size_t n)
{
	for (size_t i = 0; n >= 2 && i < N_MARKS; i++)
		if (memcmp(t, marks[i].open, 2) == 0)
			return marks[i].close;
	return NULL;
}

bool template_suspect(const struct source *s)
{
	for (size_t i = 0; i < N_MARKS; i++) {
		const char *at = s->bytes, *end = s->bytes + s->n;

		while ((at = memchr(at, marks[i].open[0], (size_t)(end - at))))
			if (*++at == marks[i].open[1])
				return true;
	}
	return false;
}

struct span template_action(const struct source *s, uint32_t offset)
{
	const char *close = closing_of(s->bytes + offset, s->n - offset);
	size_t n = close ? strlen(close) : 0;
	uint32_t end = offset;

	while (end < s->n && s->bytes[end] != '\n' && s->bytes[end] != '\r') {
		if (n && end >= offset + 2 && s->n - end >= n && memcmp(s->bytes + end, close, n) == 0)
			return (struct span){ s, offset, end + (uint32_t)n };
		end++;
	}
	return (struct span){ s, offset, end };
}

/* Does the action use what only Helm offers? */
static bool is_helm(const char *t, size_t n)
{
	static const char *const words[] = {
		".Values", ".Release", ".Chart", ".Capabilities", ".Files", ".Template", "$.Values",
		"$.Release", "$.Chart", "include ", "template ", "tpl ", "toYaml ",
	};
	size_t i = 2;

	if (t[i] == '-')
		i++;
	while (t[i] == ' ')
		i++;
	for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
		size_t len = strlen(words[w]);

		if (n - i >= len && memcmp(t + i, words[w], len) == 0)
			return true;
	}
	return false;
}

/* Is there an action at i of the line that settles the matter? at_start: a value or line begins here. */
static bool is_action(struct scan *s, const char *t, size_t n, size_t i, bool at_start)
{
	if (s->ytt || !closing_of(t + i, n - i) || (s->in_chart && t[i + 1] != '{'))
		return false;
	if (s->in_chart ? !is_helm(t + i, n - i) : !at_start || s->quote)
		return false;
	s->found = template_action(s->source, (uint32_t)(t + i - s->source->bytes));
	return true;
}

/* Is the rest of the line the head of a block scalar: | or > with indicators, then a comment at most? */
static bool is_block_head(const char *t, size_t n, size_t i)
{
	if (t[i] != '|' && t[i] != '>')
		return false;
	for (i++; t[i] && strchr("+-0123456789", t[i]); i++)
		;
	while (t[i] == ' ' || t[i] == '\t')
		i++;
	return i == n || t[i] == '#';
}

/* Behind the closing quote, or n where the line ends before it. */
static size_t skip_quoted(struct scan *s, const char *t, size_t n, size_t i, bool *found)
{
	for (; i < n; i++) {
		if (is_action(s, t, n, i, false)) {
			*found = true;
			return n;
		}
		if (s->quote == '"' && t[i] == '\\') {
			i++;
		} else if (t[i] == s->quote) {
			if (s->quote == '\'' && i + 1 < n && t[i + 1] == '\'') {
				i++;
				continue;
			}
			s->quote = 0;
			return i + 1;
		}
	}
	return n;
}

static bool ends_token(const char *t, size_t n, size_t i)
{
	return i + 1 >= n || t[i + 1] == ' ' || t[i + 1] == '\t';
}

static bool begins(const char *t, size_t n, const char *word)
{
	return n >= strlen(word) && memcmp(t, word, strlen(word)) == 0;
}

/* Does a comment of ytt's that has a line of its own hold code, and not prose that happens to begin with #@? */
static bool is_ytt_code(const char *t, size_t n)
{
	static const char *const starts[] = {
		"data/", "overlay/", "schema/", "library/", "yaml/", "text/", "assert/", /* annotations */
		" load(", " if/end ", " for/end ", " data.values.",
	};
	static const char *const blocks[] = { " def ", " if ", " elif ", " else:", " for ", " while " };

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (begins(t, n, starts[i]))
			return true;
	while (n && (t[n - 1] == ' ' || t[n - 1] == '\t'))
		n--;
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
		if (begins(t, n, blocks[i]) && t[n - 1] == ':')
			return true;
	return n == 4 && begins(t, n, " end");
}

/* Is the comment at i ytt's? Behind "key:" or "-" it is, for nobody else writes one there in place of the value. */
static bool is_ytt(struct scan *s, const char *t, size_t n, size_t i)
{
	size_t before = i;

	if (n - i < 3 || t[i + 1] != '@')
		return false;
	while (before && (t[before - 1] == ' ' || t[before - 1] == '\t'))
		before--;
	if (!is_ytt_code(t + i + 2, n - i - 2)
			&& !(before && t[i + 2] == ' ' && (t[before - 1] == ':' || t[before - 1] == '-')))
		return false;
	s->found = template_action(s->source, (uint32_t)(t + i - s->source->bytes));
	return true;
}

/* Read one line; true where an action was found. */
static bool scan_line(struct scan *s, const char *t, size_t n)
{
	size_t i = 0, column = 0;
	bool at_start = true; /* a line's content, an item or a value begins here */
	bool at_key = true;   /* ... and a key may stand there */
	bool found = false;

	if (s->quote) {
		i = skip_quoted(s, t, n, 0, &found);
		at_start = at_key = false;
	}
	while (i < n && !found) {
		if (t[i] == ' ' || t[i] == '\t') {
			i++;
			continue;
		}
		if (t[i] == '#' && (i == 0 || t[i - 1] == ' ' || t[i - 1] == '\t'))
			return s->ytt && is_ytt(s, t, n, i);
		if (is_action(s, t, n, i, at_start))
			return true;
		if (at_start && is_block_head(t, n, i)) {
			s->in_block = true;
			s->block_column = (uint32_t)column;
			return false;
		}
		column = at_key ? i : column;
		if (at_key && (t[i] == '-' || t[i] == '?') && ends_token(t, n, i)) {
			i++;
			continue;
		}
		at_key = false;
		if (at_start && (t[i] == '"' || t[i] == '\'')) {
			s->quote = t[i];
			i = skip_quoted(s, t, n, i + 1, &found);
			at_start = false;
			continue;
		}
		at_start = (at_start && (t[i] == '[' || t[i] == '{')) || (t[i] == ':' && ends_token(t, n, i));
		i++;
	}
	return found;
}

static bool is_marker(const char *t, size_t n)
{
	return n >= 3 && (memcmp(t, "---", 3) == 0 || memcmp(t, "...", 3) == 0)
		&& (n == 3 || t[3] == ' ' || t[3] == '\t');
}

/* Lines of a block scalar are blank or indented deeper than what holds it. */
static bool stays_in_block(const struct scan *s, const char *t, size_t n)
{
	size_t indent = 0;

	while (indent < n && t[indent] == ' ')
		indent++;
	return indent == n || indent > s->block_column;
}

static bool scan_source(struct scan *s, struct span *out)
{
	for (uint32_t line = 1; line <= s->source->n_lines; line++) {
		size_t n;
		const char *t = source_line(s->source, line, &n);

		if (is_marker(t, n)) {
			s->in_block = false;
			s->quote = 0;
			continue;
		}
		if (s->in_block && stays_in_block(s, t, n))
			continue;
		s->in_block = false;
		if (scan_line(s, t, n)) {
			*out = s->found;
			return true;
		}
	}
	return false;
}

bool template_find(const struct source *source, struct span *out)
{
	struct scan s = { .source = source };

	return scan_source(&s, out);
}

bool template_on_line(const struct source *s, uint32_t at, struct span *out)
{
	size_t n;
	const char *t = source_line(s, source_position(s, at).line, &n);
	const char *action = memmem(t, n, "{{", 2);
	const char *comment = memmem(t, n, " #", 2);

	if (!action)
		action = memmem(t, n, "{%", 2);
	if (!action || (comment && comment < action) || (n && t[0] == '#'))
		return false;
	*out = template_action(s, (uint32_t)(action - s->bytes));
	return true;
}

static bool lies_in_templates(const char *name)
{
	return strncmp(name, "templates/", 10) == 0 || strstr(name, "/templates/");
}

bool template_in_chart(const struct source *source, struct span *out)
{
	struct scan s = { .source = source, .in_chart = true };

	return lies_in_templates(source->name) && template_suspect(source) && scan_source(&s, out);
}

bool template_of_ytt(const struct source *source, struct span *out)
{
	struct scan s = { .source = source, .ytt = true };

	const char *at = source->bytes, *end = at + source->n;

	while (source->hash && (at = memchr(at, '#', (size_t)(end - at))))
		if (*++at == '@')
			return scan_source(&s, out);
	return false;
}

/* Is the action one of Go's template language, and of no other: .x, $x, a keyword, a call? */
static bool is_go(const char *t, size_t n)
{
	static const char *const words[] = { "if", "range", "with", "end", "else", "define", "template", "include", "block" };
	size_t i = 2, end;

	if (t[i] == '-')
		i++;
	while (t[i] == ' ')
		i++;
	if (i < n && strchr(".$/\"`(", t[i]))
		return true;
	for (end = i; (t[end] >= 'a' && t[end] <= 'z') || (t[end] >= 'A' && t[end] <= 'Z'); end++)
		;
	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		if (end - i == strlen(words[w]) && memcmp(t + i, words[w], end - i) == 0)
			return true;
	/* A call of Go's has no parentheses: {{ env "HOST" }} */
	return end > i && end + 1 < n && t[end] == ' ' && strchr(".$\"`(", t[end + 1]);
}

enum template_engine template_engine(const struct source *s, struct span action)
{
	const char *t = s->bytes + action.begin;
	size_t n = action.end - action.begin;

	if (n < 2)
		return TEMPLATE_OTHER;
	if (memcmp(t, "#@", 2) == 0)
		return TEMPLATE_YTT;
	if (memcmp(t, "{%", 2) == 0 || (memcmp(t, "{{", 2) == 0 && memmem(s->bytes, s->n, "{% ", 3)))
		return TEMPLATE_JINJA;
	return memcmp(t, "{{", 2) == 0 && is_go(t, n) ? TEMPLATE_GO : TEMPLATE_OTHER;
}
