/* Writes markdown for the terminal: wrapped, its marks as colours. */
#include "report/markdown.h"

#include <string.h>

#define FENCE "```"

/* Append a line to the paragraph; [text](target) becomes text (target). */
static void add_line(struct markdown *m, const char *line, size_t n)
{
	bool code = false;

	if (m->paragraph.n)
		buf_putc(&m->paragraph, ' ');
	for (size_t i = 0; i < n; i++) {
		const char *middle = NULL, *close = NULL;

		if (line[i] == '`')
			code = !code;
		if (line[i] == '[' && !code) {
			middle = memchr(line + i, ']', n - i);
			close = middle && middle[1] == '(' ? memchr(middle, ')', n - (size_t)(middle - line)) : NULL;
		}
		if (!close) {
			buf_putc(&m->paragraph, line[i]);
			continue;
		}
		buf_add(&m->paragraph, line + i + 1, (size_t)(middle - line) - i - 1);
		buf_puts(&m->paragraph, " (");
		buf_add(&m->paragraph, middle + 2, (size_t)(close - middle) - 2);
		buf_putc(&m->paragraph, ')');
		i = (size_t)(close - line);
	}
}

/* Behind each word is a blank or a NUL. */
static bool is_strong_mark(const struct markdown *m, const char *at)
{
	return !m->code && at[0] == '*' && at[1] == '*';
}

/* Columns of a word without its marks. Leaves m->code as it found it. */
static size_t word_width(struct markdown *m, const char *word, size_t n)
{
	const char *end = word + n;
	bool code = m->code;
	size_t width = safe_width(word, n);

	for (const char *at = word; at < end; at++) {
		if (*at == '`') {
			m->code = !m->code;
			width--;
		} else if (is_strong_mark(m, at)) {
			at++;
			width -= 2;
		}
	}
	m->code = code;
	return width;
}

static void put_word(struct markdown *m, const char *word, size_t n)
{
	const char *end = word + n, *plain = word;

	for (const char *at = word; at < end; at++) {
		bool strong = is_strong_mark(m, at);
		bool *on = strong ? &m->strong : &m->code;
		enum ink ink = strong ? INK_STRONG : INK_CODE;

		if (*at != '`' && !strong)
			continue;
		safe_text(m->out, plain, (size_t)(at - plain));
		*on = !*on;
		if (*on)
			ink_begin(m->out, m->style, ink);
		else
			ink_end(m->out, m->style, ink);
		at += strong;
		plain = at + 1;
	}
	safe_text(m->out, plain, (size_t)(end - plain));
}

/* Write the paragraph, wrapped, and begin a new one. */
static void flush(struct markdown *m)
{
	const char *at = m->paragraph.at;
	size_t x = 0;

	if (!m->paragraph.n)
		return;
	put_spaces(m->out, strspn(at, " "));
	x = strspn(at, " ");
	at += x;
	for (bool first = true; *at; first = false) {
		size_t n = strcspn(at, " "), width = word_width(m, at, n);

		if (!first && x + 1 + width > m->width) {
			buf_putc(m->out, '\n');
			put_spaces(m->out, m->indent);
			x = m->indent;
		} else if (!first) {
			buf_putc(m->out, ' ');
			x++;
		}
		put_word(m, at, n);
		x += width;
		at += n;
		at += strspn(at, " ");
	}
	if (m->code || m->strong)
		ink_end(m->out, m->style, INK_CODE);
	m->code = m->strong = false;
	buf_putc(m->out, '\n');
	buf_clear(&m->paragraph);
	m->indent = 0;
}

/* The first # that begins a comment, or n. */
static size_t comment_at(const char *line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (line[i] == '#' && (i == 0 || line[i - 1] == ' '))
			return i;
	return n;
}

/* A line of a report that is too wide: words go to further lines. An excerpt's lines stay whole. */
static bool is_wrapped(const struct markdown *m, const char *line, size_t n)
{
	size_t blank = strspn(line, " ");

	return m->prose && 4 + safe_width(line, n) > m->width && blank < n && !strchr("|0123456789", line[blank]);
}

static void wrap_code(struct markdown *m, const char *line, size_t n)
{
	size_t blank = strspn(line, " ");
	struct buf text = BUF_INIT;

	buf_add(&text, line + blank, n - blank);
	put_spaces(m->out, 4 + blank);
	safe_wrap(m->out, text.at, 4 + blank, 8 + blank, m->width);
	buf_release(&text);
}

/* A line inside a fence: comments are faint; what is wrong, or changed, has a mark before it and a colour. */
static void put_code(struct markdown *m, const char *line, size_t n, enum code_line code)
{
	static const char *const marks[] = { "    ", "  > ", "  + " };
	enum ink ink = code == CODE_WRONG ? INK_ERROR : code == CODE_CHANGED ? INK_GOOD : INK_PLAIN;
	size_t split = code == CODE_PLAIN ? comment_at(line, n) : n;

	if (is_wrapped(m, line, n)) {
		wrap_code(m, line, n);
	} else if (n) {
		ink_begin(m->out, m->style, ink);
		buf_puts(m->out, marks[code]);
		safe_text(m->out, line, split);
		ink_end(m->out, m->style, ink);
		ink_begin(m->out, m->style, split < n ? INK_FAINT : INK_PLAIN);
		safe_text(m->out, line + split, n - split);
		ink_end(m->out, m->style, split < n ? INK_FAINT : INK_PLAIN);
	}
	buf_putc(m->out, '\n');
}

/* A fence opens or closes; opening, it may name a file behind its language. */
static void put_fence(struct markdown *m, const char *line, size_t n)
{
	const char *name = memchr(line, ' ', n);

	m->fence = !m->fence;
	m->prose = n >= strlen(FENCE "text") && memcmp(line, FENCE "text", strlen(FENCE "text")) == 0;
	if (!m->fence || !name)
		return;
	put_spaces(m->out, 2);
	ink_begin(m->out, m->style, INK_FRAME);
	safe_text(m->out, name + 1, n - (size_t)(name + 1 - line));
	ink_end(m->out, m->style, INK_FRAME);
	buf_putc(m->out, '\n');
}

static void put_heading(struct markdown *m, const char *line, size_t n)
{
	size_t level = strspn(line, "#");
	enum ink ink = level == 1 ? INK_STRONG : INK_FRAME;
	size_t marks = level + strspn(line + level, " ");

	ink_begin(m->out, m->style, ink);
	safe_text(m->out, line + marks, n - marks);
	ink_end(m->out, m->style, ink);
	buf_putc(m->out, '\n');
}

/* The indentation of a list item's text, or 0 where the line begins none. */
static unsigned item_indent(const char *line, size_t n)
{
	size_t i = strspn(line, " "), digits;

	if (i + 1 < n && (line[i] == '-' || line[i] == '*') && line[i + 1] == ' ')
		return (unsigned)i + 2;
	digits = strspn(line + i, "0123456789");
	if (digits && i + digits + 1 < n && line[i + digits] == '.' && line[i + digits + 1] == ' ')
		return (unsigned)(i + digits) + 2;
	return 0;
}

void markdown_line(struct markdown *m, const char *line, size_t n, enum code_line code)
{
	bool fence = n >= strlen(FENCE) && memcmp(line, FENCE, strlen(FENCE)) == 0;
	unsigned indent = item_indent(line, n);
	size_t blank = strspn(line, " ");

	if (m->fence && !fence) {
		put_code(m, line, n, code);
		return;
	}
	if (fence || n == 0 || *line == '#' || *line == '|' || indent)
		flush(m);
	if (fence) {
		put_fence(m, line, n);
	} else if (n == 0) {
		buf_putc(m->out, '\n');
	} else if (*line == '#') {
		put_heading(m, line, n);
	} else if (*line == '|') {
		safe_text(m->out, line, n);
		buf_putc(m->out, '\n');
	} else {
		if (indent)
			m->indent = indent;
		if (m->paragraph.n)
			add_line(m, line + blank, n - blank);
		else
			add_line(m, line, n);
	}
}

void markdown_end(struct markdown *m)
{
	flush(m);
	buf_release(&m->paragraph);
}
