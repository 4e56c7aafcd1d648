/* A rule's page for the terminal: the markdown that the pages use, and no more. */
#include <string.h>

#include "report/report.h"
#include "report/style.h"

#define WIDTH_DEFAULT 80
#define WIDTH_MOST 100
#define FENCE "```"

struct page_view {
	struct buf *out;
	struct report_style style;
	unsigned width;
	struct buf paragraph; /* text to be wrapped, its lines joined by blanks */
	unsigned indent;      /* of the paragraph's lines after the first */
	bool code, strong;    /* inside `code` or **strong text** */
	bool fence;           /* inside a fence, which is shown as it stands */
};

/* Append a line to the paragraph; [text](target) becomes text (target). */
static void add_line(struct page_view *v, const char *line, size_t n)
{
	bool code = false;

	if (v->paragraph.n)
		buf_putc(&v->paragraph, ' ');
	for (size_t i = 0; i < n; i++) {
		const char *middle = NULL, *close = NULL;

		if (line[i] == '`')
			code = !code;
		if (line[i] == '[' && !code) {
			middle = memchr(line + i, ']', n - i);
			close = middle && middle[1] == '(' ? memchr(middle, ')', n - (size_t)(middle - line)) : NULL;
		}
		if (!close) {
			buf_putc(&v->paragraph, line[i]);
			continue;
		}
		buf_add(&v->paragraph, line + i + 1, (size_t)(middle - line) - i - 1);
		buf_puts(&v->paragraph, " (");
		buf_add(&v->paragraph, middle + 2, (size_t)(close - middle) - 2);
		buf_putc(&v->paragraph, ')');
		i = (size_t)(close - line);
	}
}

/* Behind each word is a blank or a NUL. */
static bool is_strong_mark(const struct page_view *v, const char *at)
{
	return !v->code && at[0] == '*' && at[1] == '*';
}

/* Columns of a word without its marks. Leaves v->code as it found it. */
static size_t word_width(struct page_view *v, const char *word, size_t n)
{
	const char *end = word + n;
	bool code = v->code;
	size_t width = safe_width(word, n);

	for (const char *at = word; at < end; at++) {
		if (*at == '`') {
			v->code = !v->code;
			width--;
		} else if (is_strong_mark(v, at)) {
			at++;
			width -= 2;
		}
	}
	v->code = code;
	return width;
}

static void put_word(struct page_view *v, const char *word, size_t n)
{
	const char *end = word + n, *plain = word;

	for (const char *at = word; at < end; at++) {
		bool strong = is_strong_mark(v, at);
		bool *on = strong ? &v->strong : &v->code;
		enum ink ink = strong ? INK_STRONG : INK_CODE;

		if (*at != '`' && !strong)
			continue;
		safe_text(v->out, plain, (size_t)(at - plain));
		*on = !*on;
		if (*on)
			ink_begin(v->out, v->style, ink);
		else
			ink_end(v->out, v->style, ink);
		at += strong;
		plain = at + 1;
	}
	safe_text(v->out, plain, (size_t)(end - plain));
}

/* Write the paragraph, wrapped, and begin a new one. */
static void flush(struct page_view *v)
{
	const char *at = v->paragraph.at;
	size_t x = 0;

	if (!v->paragraph.n)
		return;
	put_spaces(v->out, strspn(at, " "));
	x = strspn(at, " ");
	at += x;
	for (bool first = true; *at; first = false) {
		size_t n = strcspn(at, " "), width = word_width(v, at, n);

		if (!first && x + 1 + width > v->width) {
			buf_putc(v->out, '\n');
			put_spaces(v->out, v->indent);
			x = v->indent;
		} else if (!first) {
			buf_putc(v->out, ' ');
			x++;
		}
		put_word(v, at, n);
		x += width;
		at += n;
		at += strspn(at, " ");
	}
	if (v->code || v->strong)
		ink_end(v->out, v->style, INK_CODE);
	v->code = v->strong = false;
	buf_putc(v->out, '\n');
	buf_clear(&v->paragraph);
	v->indent = 0;
}

/* The first # that begins a comment, or n. */
static size_t comment_at(const char *line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (line[i] == '#' && (i == 0 || line[i - 1] == ' '))
			return i;
	return n;
}

/* A line inside a fence: comments faint, and those that say what is reported here in red. */
static void put_code(struct page_view *v, const char *line, size_t n)
{
	size_t split = comment_at(line, n);
	bool expect = memmem(line + split, n - split, "expect:", 7) != NULL;
	enum ink ink = expect ? INK_ERROR : INK_FAINT;

	if (n) {
		put_spaces(v->out, 4);
		safe_text(v->out, line, split);
	}
	if (split < n) {
		ink_begin(v->out, v->style, ink);
		safe_text(v->out, line + split, n - split);
		ink_end(v->out, v->style, ink);
	}
	buf_putc(v->out, '\n');
}

/* A fence opens or closes; opening, it may name a file behind its language. */
static void put_fence(struct page_view *v, const char *line, size_t n)
{
	const char *name = memchr(line, ' ', n);

	v->fence = !v->fence;
	if (!v->fence || !name)
		return;
	put_spaces(v->out, 2);
	ink_begin(v->out, v->style, INK_FRAME);
	safe_text(v->out, name + 1, n - (size_t)(name + 1 - line));
	ink_end(v->out, v->style, INK_FRAME);
	buf_putc(v->out, '\n');
}

static void put_heading(struct page_view *v, const char *line, size_t n)
{
	size_t level = strspn(line, "#");
	enum ink ink = level == 1 ? INK_STRONG : INK_FRAME;
	size_t marks = level + strspn(line + level, " ");

	ink_begin(v->out, v->style, ink);
	safe_text(v->out, line + marks, n - marks);
	ink_end(v->out, v->style, ink);
	buf_putc(v->out, '\n');
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

static void put_markdown(struct page_view *v, const char *line, size_t n)
{
	bool fence = n >= strlen(FENCE) && memcmp(line, FENCE, strlen(FENCE)) == 0;
	unsigned indent = item_indent(line, n);
	size_t blank = strspn(line, " ");

	if (v->fence && !fence) {
		put_code(v, line, n);
		return;
	}
	if (fence || n == 0 || *line == '#' || *line == '|' || indent)
		flush(v);
	if (fence) {
		put_fence(v, line, n);
	} else if (n == 0) {
		buf_putc(v->out, '\n');
	} else if (*line == '#') {
		put_heading(v, line, n);
	} else if (*line == '|') {
		safe_text(v->out, line, n);
		buf_putc(v->out, '\n');
	} else {
		if (indent)
			v->indent = indent;
		if (v->paragraph.n)
			add_line(v, line + blank, n - blank);
		else
			add_line(v, line, n);
	}
}

void report_page(struct buf *out, const struct notice *n, struct report_style style)
{
	unsigned width = style.width ? style.width : WIDTH_DEFAULT;
	struct page_view v = { .out = out, .style = style, .width = width < WIDTH_MOST ? width : WIDTH_MOST };
	const char *at, *end;

	if (!n->page) {
		buf_printf(out, "# %s %s\n\n%s\n", n->code, n->name, n->summary);
		return;
	}
	at = n->page->markdown;
	end = at + n->page->len;
	if (!style.colour) {
		buf_add(out, at, n->page->len);
		return;
	}
	while (at < end) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((line_end ? line_end : end) - at);

		put_markdown(&v, at, len);
		at += len + 1;
	}
	flush(&v);
	buf_release(&v.paragraph);
}
