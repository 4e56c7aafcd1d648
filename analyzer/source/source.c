/* Bytes of a file with an index of its lines. */
#include "source/source.h"

#include <string.h>

#include "base/arena.h"
#include "base/panic.h"
#include "base/utf8.h"

static const char bom[] = "\xef\xbb\xbf";

#define STRIDE 1024u /* bytes of a wide line from one mark to the next */
#define BLOCK 64 /* bytes that a compiler looks at together when their number is fixed */

static bool all_ascii(const char *bytes, size_t n)
{
	unsigned char any = 0;
	size_t i = 0;

	for (; n - i >= BLOCK; i += BLOCK)
		for (size_t k = 0; k < BLOCK; k++)
			any |= (unsigned char)bytes[i + k];
	for (; i < n; i++)
		any |= (unsigned char)bytes[i];
	return any < 0x80;
}

static size_t count_byte(const char *bytes, size_t n, char c)
{
	size_t count = 0, i = 0;

	for (; n - i >= BLOCK; i += BLOCK) {
		unsigned char here = 0;

		for (size_t k = 0; k < BLOCK; k++)
			here = (unsigned char)(here + (bytes[i + k] == c));
		count += here;
	}
	for (; i < n; i++)
		count += bytes[i] == c;
	return count;
}

/* The offset behind the line break at i, or i where there is none. A NUL follows the last byte. */
static size_t skip_break(const char *bytes, size_t i)
{
	if (bytes[i] == '\n')
		return i + 1;
	if (bytes[i] == '\r')
		return bytes[i + 1] == '\n' ? i + 2 : i + 1;
	return i;
}

static bool holds(const char *bytes, size_t n, char c)
{
	return memchr(bytes, c, n) != NULL;
}

/* Fill in where lines begin; returns their number. */
static size_t index_lines(const char *bytes, size_t n, bool returns, uint32_t *lines)
{
	size_t count = 1;

	lines[0] = 0;
	if (!returns) {
		const char *at = bytes;

		while ((at = memchr(at, '\n', n - (size_t)(at - bytes))))
			lines[count++] = (uint32_t)(++at - bytes);
		return count;
	}
	for (size_t i = 0; i < n;) {
		size_t behind = skip_break(bytes, i);

		if (behind > i)
			lines[count++] = (uint32_t)behind;
		i = behind > i ? behind : i + 1;
	}
	return count;
}

/* A byte order mark takes no column. */
static uint32_t line_begin(const struct source *s, uint32_t line)
{
	if (line == 0 && strncmp(s->bytes, bom, 3) == 0)
		return 3;
	return s->lines[line];
}

/* Mark every so many bytes of a line how far its characters are, so that no place in it is counted from its beginning. */
static void mark_line(struct source *s, struct mark *marks, uint32_t begin, uint32_t end)
{
	struct mark at = { begin, 0 };

	while (end - at.offset > STRIDE) {
		uint32_t next = at.offset + STRIDE, c;

		for (; at.offset < next; at.chars++) {
			size_t len = utf8_next(s->bytes + at.offset, end - at.offset, &c);

			at.offset += len ? (uint32_t)len : 1;
		}
		marks[s->n_marks++] = at;
	}
}

static void mark_wide_lines(struct arena *a, struct source *s)
{
	struct mark *marks = NULL;

	for (uint32_t i = 0; i < s->n_lines; i++) {
		uint32_t begin = line_begin(s, i), end = i + 1 < s->n_lines ? s->lines[i + 1] : s->n;

		if (end - begin <= STRIDE)
			continue;
		if (!marks)
			s->marks = marks = arena_array(a, struct mark, (s->n - begin) / STRIDE + 1);
		mark_line(s, marks, begin, end);
	}
}

struct source *source_make(struct arena *a, const char *name, const char *bytes, size_t n)
{
	struct source *s = arena_new(a, struct source);
	size_t returns = n && holds(bytes, n, '\r') ? count_byte(bytes, n, '\r') : 0;
	uint32_t *lines;

	if (n >= UINT32_MAX)
		panic("a source of %zu bytes", n);
	s->name = arena_strdup(a, name);
	s->bytes = n ? bytes : "";
	s->n = (uint32_t)n;
	s->ascii = all_ascii(s->bytes, n);
	s->hash = holds(s->bytes, n, '#');
	s->dollar = holds(s->bytes, n, '$');
	/* More lines than there are when some end with both bytes. */
	lines = arena_array(a, uint32_t, count_byte(s->bytes, n, '\n') + returns + 1);
	s->n_lines = (uint32_t)index_lines(s->bytes, n, returns > 0, lines);
	s->lines = lines;
	if (!s->ascii)
		mark_wide_lines(a, s);
	return s;
}

/* Index of the line that holds the byte at offset. */
static uint32_t line_of(const struct source *s, uint32_t offset)
{
	uint32_t low = 0, high = s->n_lines;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (s->lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* The last mark of the line that begins at begin, not behind offset; else the line's beginning. */
static struct mark mark_before(const struct source *s, uint32_t begin, uint32_t offset)
{
	uint32_t low = 0, high = s->n_marks;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (s->marks[middle].offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low && s->marks[low - 1].offset > begin ? s->marks[low - 1] : (struct mark){ begin, 0 };
}

struct position source_position(const struct source *s, uint32_t offset)
{
	uint32_t line, begin;
	struct mark mark;
	size_t before;

	if (offset > s->n)
		offset = s->n;
	line = line_of(s, offset);
	begin = line_begin(s, line);
	if (offset < begin)
		offset = begin;
	mark = s->n_marks ? mark_before(s, begin, offset) : (struct mark){ begin, 0 };
	before = s->ascii ? offset - begin : mark.chars + utf8_count(s->bytes + mark.offset, offset - mark.offset);
	return (struct position){ line + 1, (uint32_t)before + 1 };
}

uint32_t source_offset(const struct source *s, struct position p)
{
	uint32_t line = p.line ? p.line - 1 : 0;
	uint32_t left = p.column ? p.column - 1 : 0;
	const char *text;
	size_t len, i = 0, step;
	uint32_t c;

	text = source_line(s, line + 1, &len);
	for (; left > 0 && i < len; left--) {
		step = utf8_next(text + i, len - i, &c);
		i += step ? step : 1;
	}
	return (uint32_t)((size_t)(text - s->bytes) + i);
}

const char *source_line(const struct source *s, uint32_t line, size_t *len)
{
	uint32_t begin, end;

	if (line == 0 || line > s->n_lines) {
		*len = 0;
		return s->bytes + s->n;
	}
	begin = line_begin(s, line - 1);
	end = line < s->n_lines ? s->lines[line] : s->n;
	while (end > begin && (s->bytes[end - 1] == '\n' || s->bytes[end - 1] == '\r'))
		end--;
	*len = end - begin;
	return s->bytes + begin;
}
