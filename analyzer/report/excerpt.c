/* Drawing a source line with the place in it underlined. */
#include "report/excerpt.h"

#include <string.h>

#include "base/utf8.h"

#define TAB_STOP 4
#define WIDTH_DEFAULT 100
#define ROOM_LEAST 20
#define ROOM_MOST 300
#define ELLIPSIS "\xe2\x80\xa6"

/* A character of the line: where its first byte is, what is shown for it, and the columns it takes. */
struct glyph {
	uint32_t at;
	uint32_t shown;
	unsigned x, width;
};

/* The part of a line that may be shown: enough on both sides of the place. */
struct strip {
	const char *line;
	uint32_t len;        /* of the line */
	uint32_t from, to;   /* the bytes that are in glyphs */
	struct glyph glyph[3 * ROOM_MOST];
	unsigned n, width;
	unsigned begin, end; /* columns of the place */
};

/* Columns of the strip that are drawn, and whether a side is cut off. */
struct window {
	unsigned from, to;
	bool left, right;
};

static unsigned lesser(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned greater(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

bool excerpt_has(struct span span)
{
	return span.source && span.source->n > 0 && !span.source->outside;
}

/* At most n characters back from a byte of the line. */
static uint32_t step_back(const char *line, uint32_t at, unsigned n)
{
	for (; n > 0 && at > 0; n--)
		do
			at--;
		while (at > 0 && ((unsigned char)line[at] & 0xc0) == 0x80);
	return at;
}

/* Columns of a character that stands at column x, which counts for a tab. */
static unsigned glyph_width(uint32_t c, unsigned x)
{
	if (c == '\t')
		return TAB_STOP - x % TAB_STOP;
	return (unsigned)utf8_width(safe_char(c));
}

/* Fill the strip around the bytes from lo up to hi of the line. */
static void strip_fill(struct strip *s, uint32_t lo, uint32_t hi, unsigned room)
{
	uint32_t at = step_back(s->line, lo, room), c = 0;
	unsigned after = 0;
	bool begun = false, ended = false;

	s->from = at;
	s->n = s->width = 0;
	/* What is no UTF-8 has more glyphs than was stepped back over. */
	while (at < s->len && after < 2 * room && s->n < sizeof s->glyph / sizeof *s->glyph) {
		struct glyph *g = &s->glyph[s->n++];
		size_t len = utf8_next(s->line + at, s->len - at, &c);

		*g = (struct glyph) { .at = at, .x = s->width, .shown = len ? c : 0xfffd };
		g->width = glyph_width(g->shown, s->width);
		if (at >= lo && !begun) {
			s->begin = s->width;
			begun = true;
		}
		if (at >= hi && !ended) {
			s->end = s->width;
			ended = true;
		}
		after += at >= lo;
		s->width += g->width;
		at += len ? (uint32_t)len : 1;
	}
	s->to = at;
	if (!begun)
		s->begin = s->width;
	if (!ended)
		s->end = s->width;
}

/* Choose what is drawn, so that the place is seen with something on both sides. */
static struct window strip_window(const struct strip *s, unsigned room)
{
	bool more_left = s->from > 0, more_right = s->to < s->len;
	unsigned wide = s->end - s->begin, before;
	struct window w = { 0, s->width, more_left, more_right };

	if (!more_left && !more_right && s->width <= room)
		return w;
	if (!more_left && s->end + 1 < room) {
		w.from = 0;
	} else {
		before = wide + 2 < room ? (room - wide) / 2 : room / 8;
		w.from = greater(s->begin, before) - before;
		if (!more_right && s->width >= room && w.from > s->width + 1 - room)
			w.from = s->width + 1 - room;
	}
	w.to = lesser(w.from + room, s->width);
	w.left = more_left || w.from > 0;
	w.right = more_right || w.to < s->width;
	w.from += w.left;
	if (w.right && w.to - w.from + w.left >= room)
		w.to--;
	return w;
}

static void put_glyph(struct buf *out, const struct strip *s, const struct glyph *g)
{
	char put[4];

	if (safe_is_command(s->line, s->len, g->at))
		buf_add(out, put, utf8_put(0xfffd, put));
	else if (g->shown == '\t')
		put_spaces(out, g->width);
	else if (g->shown != 0xfeff)
		buf_add(out, put, utf8_put(safe_char(g->shown), put));
}

static void put_line(struct buf *out, const struct strip *s, struct window w)
{
	buf_putc(out, ' ');
	if (w.left)
		buf_puts(out, ELLIPSIS);
	for (unsigned i = 0; i < s->n; i++) {
		const struct glyph *g = &s->glyph[i];

		if (g->x >= w.from && g->x + g->width <= w.to && (g->width || g->x > w.from || !w.left))
			put_glyph(out, s, g);
		else if (g->x < w.to && g->x + g->width > w.from) /* cut through by an edge */
			put_spaces(out, lesser(g->x + g->width, w.to) - greater(g->x, w.from));
	}
	if (w.right)
		buf_puts(out, ELLIPSIS);
	while (out->at[out->n - 1] == ' ') /* not beyond the frame before it */
		out->n--;
	out->at[out->n] = '\0';
}

static void put_mark(struct buf *out, const struct strip *s, struct window w, char mark, bool goes_on)
{
	unsigned begin = greater(s->begin, w.from), end = lesser(s->end, w.to);

	put_spaces(out, begin - w.from + w.left);
	do
		buf_putc(out, mark);
	while (++begin < end);
	if (goes_on)
		buf_puts(out, ELLIPSIS);
}

void excerpt_gutter(struct buf *out, struct report_style style, int gutter, const char *sign)
{
	ink_begin(out, style, INK_FRAME);
	put_spaces(out, (size_t)gutter + 1);
	buf_puts(out, sign);
	ink_end(out, style, INK_FRAME);
}

/* The byte's offset in the line of len bytes at start, clamped into it: a byte order mark and a break are outside. */
static uint32_t in_line(uint32_t byte, uint32_t start, uint32_t len)
{
	return lesser(greater(byte, start) - start, len);
}

void excerpt_put(struct buf *out, struct report_style style, struct span span, int gutter,
	enum ink ink, char mark)
{
	struct position p = source_position(span.source, span.begin);
	size_t len;
	const char *line = source_line(span.source, p.line, &len);
	uint32_t start = (uint32_t)(line - span.source->bytes);
	uint32_t lo = in_line(span.begin, start, (uint32_t)len);
	uint32_t hi = in_line(span.end, start, (uint32_t)len);
	bool goes_on = span.end > start + len + 2;
	unsigned width = style.width ? style.width : WIDTH_DEFAULT;
	unsigned frame = (unsigned)gutter + 3, room = lesser(greater(width, frame + ROOM_LEAST) - frame, ROOM_MOST);
	struct strip s;
	struct window w;

	while (goes_on && hi > lo + 1 && (line[hi - 1] == ' ' || line[hi - 1] == '\t'))
		hi--;
	s.line = line;
	s.len = (uint32_t)len;
	strip_fill(&s, lo, greater(hi, lo), room);
	w = strip_window(&s, room);

	ink_begin(out, style, INK_FRAME);
	buf_printf(out, "%*u |", gutter, p.line);
	ink_end(out, style, INK_FRAME);
	put_line(out, &s, w);
	buf_putc(out, '\n');
	excerpt_gutter(out, style, gutter, "| ");
	ink_begin(out, style, ink);
	put_mark(out, &s, w, mark, goes_on);
	ink_end(out, style, ink);
	buf_putc(out, '\n');
}
