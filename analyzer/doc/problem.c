/* What is wrong with a text that is no YAML, said so that its author can mend it. */
#include "doc/problem.h"

#include <string.h>

#include "base/utf8.h"
#include "doc/notices.h"
#include "doc/split.h"

/* A place and the line around it. */
struct spot {
	const struct source *source;
	uint32_t at;
	uint32_t line;       /* from 1 */
	const char *text;    /* of the line */
	size_t len;
	size_t column;       /* bytes in front of the place */
	size_t indent;       /* blanks in front of the line's text */
};

static struct spot spot_at(const struct source *s, uint32_t at)
{
	struct spot p = { .source = s, .at = at, .line = source_position(s, at).line };

	p.text = source_line(s, p.line, &p.len);
	p.column = (size_t)(s->bytes + at - p.text);
	if (p.column > p.len)
		p.column = p.len;
	while (p.text[p.indent] == ' ' || p.text[p.indent] == '\t') /* a line's break or the NUL behind the source ends it */
		p.indent++;
	return p;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* The offset of a column of the line. */
static uint32_t offset_of(const struct spot *s, size_t column)
{
	return (uint32_t)(s->text - s->source->bytes) + (uint32_t)column;
}

static bool is_flow_sign(char c)
{
	return c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
}

/* Where the word that begins at offset ends: before a blank, comma or bracket; at least one character of the line. */
static uint32_t word_end(const struct source *s, uint32_t at)
{
	uint32_t end = at, c;

	if (at >= s->n || s->bytes[at] == '\n' || s->bytes[at] == '\r')
		return at;
	end += (uint32_t)utf8_next(s->bytes + at, s->n - at, &c);
	if (is_space(s->bytes[at]) || is_flow_sign(s->bytes[at]))
		return end;
	while (end < s->n && !is_space(s->bytes[end]) && !is_flow_sign(s->bytes[end])
			&& s->bytes[end] != '\n' && s->bytes[end] != '\r')
		end++;
	return end;
}

/* The bytes of a span for a message: at most 40 characters of one line. */
static const char *quote(struct builder *b, uint32_t begin, uint32_t end)
{
	const char *t = b->source->bytes + begin;
	size_t n = 0, chars = 0, total = end - begin;
	uint32_t c;

	while (n < total && t[n] != '\n' && t[n] != '\r' && chars < 40) {
		size_t step = utf8_next(t + n, total - n, &c);

		n += step ? step : 1;
		chars++;
	}
	return arena_printf(&b->scratch, "%.*s%s", (int)n, t,
		n < total && chars == 40 ? "..." : "");
}

/* The word at the place: "- item" for a list item, a quoted key without its quotes. */
static const char *word(struct builder *b, uint32_t at)
{
	uint32_t end = word_end(b->source, at);
	const char *closing = NULL;

	if (end > at + 1 && b->source->bytes[at] == '"')
		closing = memchr(b->source->bytes + at + 1, '"', end - at - 1);
	if (closing)
		return quote(b, at + 1, (uint32_t)(closing - b->source->bytes));
	if (end == at + 1 && b->source->bytes[at] == '-' && end < b->source->n
			&& b->source->bytes[end] == ' ')
		end = word_end(b->source, end + 1);
	return quote(b, at, end);
}

/* The line's text from its first character that is not blank. */
static const char *line_text(struct builder *b, const struct spot *p)
{
	return quote(b, offset_of(p, p->indent), offset_of(p, p->len));
}

static struct finding *say(struct builder *b, uint32_t begin, uint32_t end, const char *what)
{
	return build_report(b, &notice_input_syntax, begin, end, "%s", what);
}

static void relate(struct builder *b, struct finding *f, uint32_t begin, uint32_t end,
	const char *what)
{
	if (f)
		finding_relate(b->load->sink->arena, f, (struct span){ b->source, begin, end }, "%s", what);
}

static bool has(const char *text, const char *part)
{
	return text && strstr(text, part);
}

/* The line before that holds more than blanks and comments; line 0 where there is none. */
static struct spot line_before(const struct spot *p, uint32_t begin)
{
	uint32_t first = source_position(p->source, begin).line;

	for (uint32_t line = p->line; line-- > first;) {
		struct spot q = spot_at(p->source, p->source->lines[line - 1]);

		if (q.indent < q.len && q.text[q.indent] != '#')
			return q;
	}
	return (struct spot){ .source = p->source };
}

/* The offset of ": " (or ":" at the line's end) in the line's first n bytes, or -1. */
static long find_colon(const struct spot *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p->text[i] == ':' && (i + 1 >= p->len || is_space(p->text[i + 1])))
			return (long)i;
	return -1;
}

/* The offset of the line's first tab among the blanks before its text, or -1. */
static long find_tab(const struct spot *p)
{
	for (size_t i = 0; i < p->indent; i++)
		if (p->text[i] == '\t')
			return (long)i;
	return -1;
}

static void report_tab(struct builder *b, const struct spot *p, size_t column)
{
	uint32_t at = offset_of(p, column);

	say(b, at, at + 1, column < p->indent ? "this line is indented with a tab; use spaces"
		: "YAML needs a space here, not a tab");
}

/* A line, or its rest from a place on, that should be "key: value" and has no colon, or no blank behind it. */
static void report_no_colon(struct builder *b, const struct spot *s)
{
	uint32_t end = word_end(b->source, s->at), rest = offset_of(s, s->len);
	const char *colon = memchr(s->text + s->column, ':', s->len - s->column);

	if (colon && (uint32_t)(colon - b->source->bytes) < end && s->text[s->column] != '"'
			&& s->text[s->column] != '\'')
		say(b, s->at, end, arena_printf(&b->scratch,
			"a space is missing after the colon in \"%s\"", quote(b, s->at, end)));
	else
		say(b, s->at, rest, arena_printf(&b->scratch,
			"\"%s\" is neither a key with a colon nor part of the value before it",
			quote(b, s->at, rest)));
}

/* The line that the line s hangs under: the nearest before it with less indentation. */
static struct spot owner_of(const struct spot *s, uint32_t begin)
{
	struct spot owner = line_before(s, begin);

	while (owner.line && owner.indent >= s->indent)
		owner = line_before(&owner, begin);
	return owner;
}

/* Does the line hold a key with its value? */
static bool has_value(const struct spot *s)
{
	long colon = s->line ? find_colon(s, s->len) : -1;
	size_t i = (size_t)(colon + 1);

	if (colon < 0)
		return false;
	while (is_space(s->text[i]))
		i++;
	return i < s->len && s->text[i] != '#';
}

/* A key below a value that is already complete. */
static void report_deeper(struct builder *b, const struct problem *p, const struct spot *s)
{
	struct spot before = line_before(s, p->begin), owner = owner_of(s, p->begin);
	uint32_t line = offset_of(s, s->indent);
	struct finding *f;

	if (before.line && before.indent == s->indent && find_colon(&before, before.len) < 0
			&& !has_value(&owner)) {
		before.column = before.indent;
		before.at = offset_of(&before, before.indent);
		report_no_colon(b, &before);
	} else if (owner.line) {
		f = say(b, line, word_end(b->source, line), arena_printf(&b->scratch,
			"wrong indentation: \"%s\" is indented deeper than \"%s\", which already has a value",
			line_text(b, s), line_text(b, &owner)));
		relate(b, f, offset_of(&owner, owner.indent), offset_of(&owner, owner.len),
			"this line has its value");
	} else {
		say(b, line, word_end(b->source, line), arena_printf(&b->scratch,
			"the key \"%s\" is not allowed here", line_text(b, s)));
	}
}

/* "key: a: b", or a key where none can be. */
static void report_second_colon(struct builder *b, const struct problem *p)
{
	struct spot s = spot_at(b->source, p->at);
	long first = find_colon(&s, s.column);

	if (first >= 0)
		say(b, p->at, p->at + 1, arena_printf(&b->scratch,
			"a second \": \" in one line; put the value of \"%.*s\" in quotes",
			(int)((size_t)first - s.indent), s.text + s.indent));
	else
		report_deeper(b, p, &s);
}

/* Something else where the map or list that began earlier goes on. */
static void report_misplaced(struct builder *b, const struct problem *p, bool list)
{
	struct spot s = spot_at(b->source, p->at), first = spot_at(b->source, p->context_at);
	uint32_t end = word_end(b->source, p->at);
	const char *message;
	struct finding *f;

	if (s.column > s.indent) {
		say(b, p->at, end, arena_printf(&b->scratch,
			"\"%s\" follows a value that is already complete", word(b, p->at)));
		return;
	}
	if (s.column == first.column)
		message = list ? "\"%s\" is among list items but does not begin with \"- \""
			: "\"%s\" is among the keys of a map but is not a key";
	else
		message = "wrong indentation: \"%s\" is not aligned with anything above it";
	f = say(b, p->at, end, arena_printf(&b->scratch, message, word(b, p->at)));
	relate(b, f, p->context_at, word_end(b->source, p->context_at),
		list ? "the list begins here" : "the map begins here");
}

/* Behind a quoted text that begins at i. */
static uint32_t skip_quoted(const struct source *s, uint32_t i, uint32_t limit)
{
	char sign = s->bytes[i];

	for (i++; i < limit && s->bytes[i] != sign; i++)
		if (sign == '"' && s->bytes[i] == '\\')
			i++;
	return i + 1;
}

/* Is there another half of the bracket at i in its document? Texts in quotes are passed over. */
static bool is_closed(const struct source *s, uint32_t i, uint32_t limit)
{
	uint32_t depth = 0;

	while (i < limit) {
		char c = s->bytes[i], before = i ? s->bytes[i - 1] : ' ';

		if (before == '\n' && limit - i >= 3 && memcmp(s->bytes + i, "---", 3) == 0)
			return false;
		depth += c == '[' || c == '{';
		if ((c == ']' || c == '}') && --depth == 0)
			return true;
		if ((c == '"' || c == '\'') && (is_space(before) || is_flow_sign(before) || before == '\n'))
			i = skip_quoted(s, i, limit);
		else
			i++;
	}
	return false;
}

/* The place of the key in front of a colon. */
static uint32_t key_before(const struct source *s, uint32_t colon, uint32_t begin)
{
	uint32_t at = colon;

	while (at > begin && is_space(s->bytes[at - 1]))
		at--;
	if (at > begin && s->bytes[at - 1] == '"') {
		for (at--; at > begin && s->bytes[at - 1] != '"'; at--)
			;
		return at > begin ? at - 1 : at;
	}
	while (at > begin && !is_space(s->bytes[at - 1]) && !is_flow_sign(s->bytes[at - 1])
			&& s->bytes[at - 1] != '\n')
		at--;
	return at;
}

/* [ or { without its other half, or without a comma. */
static void report_flow(struct builder *b, const struct problem *p, char closing)
{
	char opening = closing == ']' ? '[' : '{';
	uint32_t at = p->at;
	struct finding *f;

	if (!is_closed(b->source, p->context_at, p->limit)) {
		f = say(b, p->context_at, p->context_at + 1,
			arena_printf(&b->scratch, "this \"%c\" is never closed", opening));
		if (p->at < p->limit)
			relate(b, f, p->at, word_end(b->source, p->at), arena_printf(&b->scratch,
				"\",\" or \"%c\" was expected here at the latest", closing));
		return;
	}
	if (at > 0 && at < p->limit && b->source->bytes[at - 1] == ':') {
		at = key_before(b->source, at - 1, p->context_at);
		say(b, at, p->at, arena_printf(&b->scratch, "a space is missing after the colon in \"%s\"",
			quote(b, at, p->at)));
		return;
	}
	if (at < p->limit && b->source->bytes[at] == ':')
		at = key_before(b->source, at, p->context_at);
	f = say(b, at, word_end(b->source, at), arena_printf(&b->scratch,
		"\",\" or \"%c\" is missing before \"%s\"", closing, word(b, at)));
	relate(b, f, p->context_at, p->context_at + 1,
		arena_printf(&b->scratch, "the \"%c\" that is still open", opening));
}

/* A character that no unquoted value begins with. */
static void report_start(struct builder *b, const struct problem *p)
{
	struct spot s = spot_at(b->source, p->at);
	char c = s.column < s.len ? s.text[s.column] : '\0';

	if (c == '\t')
		report_tab(b, &s, s.column);
	else
		say(b, p->at, word_end(b->source, p->at), arena_printf(&b->scratch,
			"an unquoted text cannot begin with \"%c\"; put \"%s\" in quotes", c, word(b, p->at)));
}

/* * and & begin aliases and anchors, ! a tag: a text with them wants quotes. */
static void report_sign(struct builder *b, const struct problem *p, const char *what)
{
	say(b, p->context_at, word_end(b->source, p->context_at), arena_printf(&b->scratch,
		"\"%s\" is not a valid %s; if it is text, put it in quotes", word(b, p->context_at), what));
}

static void report_quoted(struct builder *b, const struct problem *p)
{
	struct spot s = spot_at(b->source, p->at);
	uint32_t at;

	if (has(p->text, "unexpected")) {
		say(b, p->context_at, p->context_at + 1, "this quote is never closed");
		return;
	}
	/* The mark stands at the backslash or behind it. */
	while (s.column > 0 && s.text[s.column] != '\\')
		s.column--;
	at = offset_of(&s, s.column);
	say(b, at, at + 2, arena_printf(&b->scratch,
		"\"%s\" is not a valid escape in double quotes; write \"\\\\\" for a backslash, or use single quotes",
		quote(b, at, at + 2)));
}

static void report_block_scalar(struct builder *b, const struct problem *p)
{
	struct spot s = spot_at(b->source, p->at);
	long tab = find_tab(&s);

	if (has(p->text, "tab"))
		report_tab(b, &s, tab >= 0 ? (size_t)tab : s.column);
	else
		say(b, p->at, word_end(b->source, p->at), arena_printf(&b->scratch,
			"\"%s\" cannot follow the \"%c\" of a block text; begin the text on the next line",
			word(b, p->at), b->source->bytes[p->context_at]));
}

static void report_directive(struct builder *b, const struct problem *p)
{
	struct spot s = spot_at(b->source, p->context ? p->context_at : p->at);
	uint32_t at = (uint32_t)(s.text - b->source->bytes);

	say(b, at, at + (uint32_t)s.len, arena_printf(&b->scratch,
		"\"%s\" is not a directive that Kubernetes accepts; quote a string that begins with \"%%\"",
		line_text(b, &s)));
}

/* The document seems to be over, yet more text follows. */
static void report_document_start(struct builder *b, const struct problem *p)
{
	struct spot s = spot_at(b->source, p->at);
	struct spot before = line_before(&s, p->begin);

	if (s.len && s.text[0] == '%')
		report_directive(b, p);
	else if (p->at >= p->limit && before.len && before.text[0] == '%')
		say(b, offset_of(&before, 0), offset_of(&before, before.len), arena_printf(&b->scratch,
			"a line \"---\" and a document are missing behind \"%s\"", line_text(b, &before)));
	else if (before.len >= 3 && memcmp(before.text, "...", 3) == 0)
		say(b, p->at, word_end(b->source, p->at), arena_printf(&b->scratch,
			"a line \"---\" is missing between \"...\" and \"%s\"", word(b, p->at)));
	else
		say(b, p->at, word_end(b->source, p->at), arena_printf(&b->scratch,
			s.column == s.indent
			? "wrong indentation: \"%s\" is further left than the beginning of its document"
			: "\"%s\" is after the end of its document", word(b, p->at)));
}

static void report_item(struct builder *b, const struct problem *p)
{
	struct spot s = spot_at(b->source, p->at);

	if (s.column > s.indent)
		say(b, p->at, p->at + 1, "a list cannot begin on the line of its key; put \"- \" on the next line");
	else
		say(b, p->at, p->at + 1, "wrong indentation: a list item is not allowed here");
}

static void report_content(struct builder *b, const struct problem *p)
{
	const struct frame *open = b->depth ? &b->frames[b->depth - 1] : NULL;
	struct spot s = spot_at(b->source, p->at);
	bool at_end = p->at >= p->limit || (s.column == 0 && s.len >= 3
		&& (memcmp(s.text, "---", 3) == 0 || memcmp(s.text, "...", 3) == 0));

	if (at_end && open && open->node->flags & NODE_FLOW)
		say(b, open->node->begin, open->node->begin + 1, arena_printf(&b->scratch,
			"this \"%c\" is never closed", b->source->bytes[open->node->begin]));
	else if (at_end)
		say(b, p->at, p->at, "the document ends where a value is expected");
	else if (s.column + 1 < s.len && s.text[s.column] == ':' && !is_space(s.text[s.column + 1]))
		report_start(b, p);
	else
		say(b, p->at, word_end(b->source, p->at), arena_printf(&b->scratch,
			"a value is expected before \"%s\"", word(b, p->at)));
}

static void report_colon(struct builder *b, const struct problem *p)
{
	struct spot s = spot_at(b->source, p->context_at);

	report_no_colon(b, &s);
}

/* In brackets, a word with a colon at its end. */
static void report_last_colon(struct builder *b, const struct problem *p)
{
	uint32_t at = key_before(b->source, p->at, p->begin);

	say(b, at, p->at + 1, arena_printf(&b->scratch,
		"a text in brackets cannot end with \":\"; put \"%s\" in quotes", quote(b, at, p->at + 1)));
}

/* Scanner: characters that do not make tokens. */
static bool report_scan(struct builder *b, const struct problem *p)
{
	if (has(p->text, "cannot start any token"))
		report_start(b, p);
	else if (has(p->text, "mapping values are not allowed"))
		report_second_colon(b, p);
	else if (has(p->text, "block sequence entries are not allowed"))
		report_item(b, p);
	else if (has(p->text, "could not find expected ':'"))
		report_colon(b, p);
	else if (has(p->text, "unexpected ':'"))
		report_last_colon(b, p);
	else if (has(p->context, "quoted scalar"))
		report_quoted(b, p);
	else if (has(p->context, "block scalar"))
		report_block_scalar(b, p);
	else if (has(p->context, "an alias"))
		report_sign(b, p, "alias");
	else if (has(p->context, "an anchor"))
		report_sign(b, p, "anchor");
	else if (has(p->context, "directive"))
		report_directive(b, p);
	else if (has(p->context, "a tag") || has(p->text, "undefined tag handle"))
		report_sign(b, p, "tag");
	else if (has(p->text, "directive") || has(p->text, "incompatible"))
		report_directive(b, p);
	else
		return false;
	return true;
}

/* The mark that git leaves in a file whose merge was never finished. */
static bool report_conflict(struct builder *b, const struct problem *p)
{
	static const char *const marks[] = { "<<<<<<< ", "=======", ">>>>>>> " };
	const struct source *s = b->source;
	uint32_t last = source_position(s, p->at).line;

	for (uint32_t line = source_position(s, p->begin).line; line <= last; line++) {
		size_t len;
		const char *text = source_line(s, line, &len);

		for (size_t i = 0; i < 3; i++) {
			size_t n = strlen(marks[i]);

			if (len < n || memcmp(text, marks[i], n) != 0 || (i == 1 && len > n))
				continue;
			say(b, (uint32_t)(text - s->bytes), (uint32_t)(text - s->bytes + (long)len),
				"a merge conflict was left in this file");
			return true;
		}
	}
	return false;
}

/* A comment glued to the first separator of a file, which kubectl leaves to the reader of YAML, where it is text. */
static bool report_comment(struct builder *b, const struct problem *p)
{
	struct spot s = spot_at(b->source, p->begin);

	if (s.len < 4 || memcmp(s.text, "---#", 4) != 0 || !b->split || !split_keeps(b->split, offset_of(&s, 0)))
		return false;
	say(b, offset_of(&s, 0), offset_of(&s, 4), "at the beginning of a file \"---#\" begins a text; put a space before the \"#\"");
	return true;
}

/* A byte order mark where it is text: nobody sees it. */
static bool report_mark(struct builder *b, const struct problem *p)
{
	static const char bom[] = "\xef\xbb\xbf";
	uint32_t at = p->context ? p->context_at : p->at;

	if (b->source->n - at < 3 || memcmp(b->source->bytes + at, bom, 3) != 0)
		return false;
	say(b, at, at + 3, "a byte order mark (U+FEFF), which is not visible, is text here; delete it");
	return true;
}

void problem_report(struct builder *b, const struct problem *p)
{
	struct spot s = spot_at(b->source, p->at);
	long tab = find_tab(&s);

	if (report_conflict(b, p) || report_comment(b, p) || report_mark(b, p))
		return;
	/* Whatever libyaml calls it, a tab in front of the line's text is the cause, unless brackets give the structure. */
	if (tab >= 0 && !has(p->context, "quoted") && !has(p->context, "flow"))
		report_tab(b, &s, (size_t)tab);
	else if (report_scan(b, p))
		return;
	else if (has(p->text, "tab"))
		report_tab(b, &s, s.column);
	else if (has(p->text, "<document start>"))
		report_document_start(b, p);
	else if (has(p->text, "',' or ']'"))
		report_flow(b, p, ']');
	else if (has(p->text, "',' or '}'"))
		report_flow(b, p, '}');
	else if (has(p->text, "expected key"))
		report_misplaced(b, p, false);
	else if (has(p->text, "'-' indicator"))
		report_misplaced(b, p, true);
	else if (has(p->text, "node content"))
		report_content(b, p);
	else
		say(b, p->at, word_end(b->source, p->at), arena_printf(&b->scratch,
			"\"%s\" is not allowed here", word(b, p->at)));
}

void problem_report_byte(struct builder *b, uint32_t at)
{
	uint32_t c = 0;
	size_t n = utf8_next(b->source->bytes + at, b->source->n - at, &c);

	if (n == 0)
		build_report(b, &notice_input_encoding, at, at + 1,
			"the byte 0x%02X at offset %u is not UTF-8", (unsigned char)b->source->bytes[at], at);
	else
		build_report(b, &notice_input_encoding, at, at + (uint32_t)n,
			"the control character U+%04X is not allowed in YAML", c);
}

static bool is_allowed(uint32_t c)
{
	if (c < 0xa0)
		return c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c < 0x7f) || c == 0x85;
	return c != 0xfffe && c != 0xffff;
}

#define BLOCK 64 /* bytes that a compiler looks at together when their number is fixed */

/* Is a block nothing but ASCII without control characters? */
static bool is_plain_block(const char *bytes)
{
	const unsigned char *t = (const unsigned char *)bytes;
	unsigned char any = 0;

	for (int k = 0; k < BLOCK; k++)
		any |= (unsigned char)((t[k] < ' ') & (t[k] != '\t') & (t[k] != '\n') & (t[k] != '\r'))
			| (unsigned char)(t[k] >= 0x7f);
	return !any;
}

uint32_t problem_find_byte(const char *bytes, uint32_t n, uint32_t begin)
{
	uint32_t i = begin, c;

	while (i < n) {
		uint32_t until = n;
		size_t step;

		if (n - i >= BLOCK) {
			if (is_plain_block(bytes + i)) {
				i += BLOCK;
				continue;
			}
			until = i + BLOCK;
		}
		for (; i < until; i += (uint32_t)step) {
			step = utf8_next(bytes + i, n - i, &c);
			if (step == 0 || !is_allowed(c))
				return i;
		}
	}
	return n;
}
