/* kubectl's pieces of a file. */
#include "doc/split.h"

#include <string.h>

#include "base/utf8.h"
#include "doc/notices.h"

static const char bom[] = "\xef\xbb\xbf";

#define BOM_LENGTH 3u

bool split_at(const struct source *s, uint32_t at)
{
	return s->n - at >= 3 && memcmp(s->bytes + at, "---", 3) == 0 && (at == 0 || s->bytes[at - 1] == '\n');
}

/* Index of the line that holds the offset. */
static uint32_t line_index(const struct source *s, uint32_t at)
{
	return source_position(s, at).line - 1;
}

uint32_t split_next(const struct source *s, uint32_t at, uint32_t after)
{
	for (uint32_t line = line_index(s, at); line < s->n_lines; line++) {
		uint32_t begin = s->lines[line];

		if (begin >= at && begin > after && split_at(s, begin))
			return begin;
	}
	return s->n;
}

uint32_t split_last(const struct source *s, uint32_t at, uint32_t from)
{
	for (uint32_t line = line_index(s, at) + 1; line-- > 0;) {
		uint32_t begin = s->lines[line];

		if (begin <= from)
			break;
		if (split_at(s, begin))
			return begin;
	}
	return from;
}

/* What Go takes for blank at either end of a text. */
static bool is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a)
		|| c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static uint32_t skip_space(const struct source *s, uint32_t at, uint32_t end)
{
	uint32_t c = 0;

	while (at < end) {
		size_t n = utf8_next(s->bytes + at, end - at, &c);

		if (n == 0 || !is_space(c))
			break;
		at += (uint32_t)n;
	}
	return at;
}

/* The end of the line as kubectl has it, which ends lines at line feeds alone. */
static uint32_t line_end(const struct source *s, uint32_t at)
{
	const char *feed = memchr(s->bytes + at, '\n', s->n - at);

	return feed ? (uint32_t)(feed - s->bytes) : s->n;
}

/* Does libyaml see in a separator what kubectl sees? at: behind its dashes. */
static bool is_common(const struct source *s, uint32_t at, uint32_t end)
{
	uint32_t begin = at;

	if (end > at && s->bytes[end - 1] == '\r')
		end--;
	while (at < end && (s->bytes[at] == ' ' || s->bytes[at] == '\t'))
		at++;
	if (at == end)
		return true;
	if (s->bytes[at] != '#' || at == begin)
		return false;
	while (at < end && ((s->bytes[at] >= ' ' && s->bytes[at] < 0x7f) || s->bytes[at] == '\t'))
		at++;
	return at == end;
}

/* Is there something behind the dashes that kubectl refuses? Where it begins is put into text. */
static bool is_refused(const struct source *s, uint32_t begin, uint32_t *text)
{
	uint32_t end = line_end(s, begin);

	*text = skip_space(s, begin + 3, end);
	return *text < end && s->bytes[*text] != '#';
}

size_t split_from(const uint32_t *offsets, size_t n, uint32_t at)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (offsets[mid] < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool split_keeps(const struct split *split, uint32_t at)
{
	size_t i = split_from(split->kept.list.at, split->kept.list.n, at);

	return i < split->kept.list.n && split->kept.list.at[i] == at;
}

uint32_t split_restart(const struct split *split, uint32_t at, uint32_t none)
{
	size_t i = split_from(split->restarts.list.at, split->restarts.list.n, at);

	return i < split->restarts.list.n ? split->restarts.list.at[i] : none;
}

char *split_copy(struct split *out, const struct source *s)
{
	/* A byte more than the source has, for the line feed. */
	if (out->bytes == s->bytes) {
		char *copy = arena_alloc(&out->copies, (size_t)s->n + 2);

		memcpy(copy, s->bytes, s->n);
		out->bytes = copy;
	}
	return (char *)(uintptr_t)out->bytes;
}

static void report_text(struct builder *b, uint32_t at, uint32_t end)
{
	const char *text = b->source->bytes + at;
	size_t n = 0;
	uint32_t c;

	while (end > at && (b->source->bytes[end - 1] == '\r' || b->source->bytes[end - 1] == ' '))
		end--;
	for (int chars = 0; at + n < end && chars < 40; chars++) {
		size_t step = utf8_next(text + n, end - at - n, &c);

		n += step ? step : 1;
	}
	build_report(b, &notice_input_syntax, at, end, "\"%.*s%s\" is on the line of \"---\", where kubectl accepts nothing but a comment",
		(int)n, text, at + n < end ? "..." : "");
	b->load->n_broken++;
}

/*
 * See that libyaml sees a separator's dashes alone, whatever stands behind them. piece: where the piece before it begins.
 * Where that is empty kubectl leaves the separator in the next piece, and so to the reader of YAML. Where the next begins.
 */
static uint32_t clear_separator(struct split *out, struct builder *b, uint32_t begin, uint32_t piece)
{
	const struct source *s = b->source;
	uint32_t end = line_end(s, begin), behind = end < s->n ? end + 1 : end, text;
	bool refused = is_refused(s, begin, &text);

	if (begin == piece && !refused)
		vec_push(&out->copies, &out->kept.list, begin);
	if (is_common(s, begin + 3, end))
		return begin > piece ? behind : piece;
	if (refused)
		report_text(b, text, end);
	else if (begin == piece)
		return piece;
	memset(split_copy(out, s) + begin + 3, ' ', end - begin - 3);
	return behind;
}

/* Does libyaml take the offset for the begin of a line? */
static bool begins_line(const struct source *s, uint32_t at)
{
	const char *t = s->bytes + at;

	return at == 0 || t[-1] == '\n' || t[-1] == '\r' || (at >= 2 && memcmp(t - 2, "\xc2\x85", 2) == 0)
		|| (at >= 3 && (memcmp(t - 3, "\xe2\x80\xa8", 3) == 0 || memcmp(t - 3, "\xe2\x80\xa9", 3) == 0));
}

/* libyaml passes over a byte order mark at the begin of any line, go-yaml at the begin of its text alone. */
static void hide_marks(struct split *out, const struct source *s, uint32_t begin)
{
	const char *found;

	for (uint32_t at = begin; (found = memmem(out->bytes + at, s->n - at, bom, BOM_LENGTH)); at += BOM_LENGTH) {
		at = (uint32_t)(found - out->bytes);

		if (begins_line(s, at) && split_restart(out, at, s->n) != at) {
			memcpy(split_copy(out, s) + at, SPLIT_MARK, BOM_LENGTH);
			out->marks = true;
		}
	}
}

void split_source(struct split *out, struct builder *b, uint32_t begin)
{
	const struct source *s = b->source;

	const char *bytes = s->bytes;
	const uint32_t *lines = s->lines, *end = lines + (s->encoding == SOURCE_UTF8 ? s->n_lines : 0); /* kubectl looks at bytes */
	uint32_t piece = 0;

	*out = (struct split){ .bytes = s->bytes, .n = s->n };
	for (const uint32_t *line = lines; line < end; line++) {
		if (bytes[*line] != '-' || !split_at(s, *line))
			continue;
		piece = clear_separator(out, b, *line, piece);
		if (piece > *line && s->n - piece >= BOM_LENGTH && memcmp(s->bytes + piece, bom, BOM_LENGTH) == 0)
			vec_push(&out->copies, &out->restarts.list, piece);
	}
	if (!s->ascii)
		hide_marks(out, s, begin);
	/* Only the text of a block scalar can tell whether its last line ends. */
	if (s->n > 0 && !b->load->inner && s->bytes[s->n - 1] != '\n' && (memchr(s->bytes, '|', s->n) || memchr(s->bytes, '>', s->n))) {
		split_copy(out, s)[s->n] = '\n';
		out->n++;
	}
}

void split_release(struct split *s)
{
	arena_release(&s->copies);
}
