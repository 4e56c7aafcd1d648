/*
 * A rule's page: what there is to know of the rule before its reasons, and its examples without the marks that the tests need.
 */
#include <string.h>

#include "report/markdown.h"
#include "report/report.h"
#include "report/style.h"

#define WIDTH_DEFAULT 80
#define WIDTH_MOST 100
#define MARK "# expect:"
#define CUT "\xe2\x80\xa6" /* where an excerpt ends before its line does */

enum section {
	SECTION_OTHER,
	SECTION_BAD,
	SECTION_SAYS,
	SECTION_GOOD,
};

struct page_line {
	const char *at;
	size_t n;
};

struct page_view {
	bool plain;                 /* the markdown as it is, for pipes and files */
	struct buf *out;
	struct markdown markdown;
	enum section section;
	bool told, fence;           /* the rule has been described; inside a fence */
	struct arena arena;
	VEC(struct page_line) bad;  /* of the examples of what is wrong */
};

static void put_line(struct page_view *v, const char *line, size_t n, enum code_line code)
{
	if (!v->plain) {
		markdown_line(&v->markdown, line, n, code);
		return;
	}
	buf_add(v->out, line, n);
	buf_putc(v->out, '\n');
}

static void put_item(struct page_view *v, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void put_item(struct page_view *v, const char *fmt, ...)
{
	struct buf line = BUF_INIT;
	va_list args;

	buf_puts(&line, "- ");
	va_start(args, fmt);
	buf_vprintf(&line, fmt, args);
	va_end(args);
	put_line(v, line.at, line.n, CODE_PLAIN);
	buf_release(&line);
}

/* "a, b" of "a b". */
static const char *with_commas(struct arena *a, const char *words)
{
	struct buf out = BUF_INIT;
	const char *text;

	for (; *words; words++) {
		if (*words == ' ')
			buf_putc(&out, ',');
		buf_putc(&out, *words);
	}
	text = arena_strndup(a, out.n ? out.at : "", out.n);
	buf_release(&out);
	return text;
}

static void describe(struct page_view *v, const struct notice *n)
{
	if (n->severity == SEVERITY_OFF)
		put_item(v, "State: off by default; `--extend-select %s` turns it on, as `info`", n->code);
	else
		put_item(v, "State: on by default, as `%s`", severity_name(n->severity));
	if (n->category)
		put_item(v, "Category: %s", n->category);
	put_item(v, "Fixable: %s", n->fixable ? "yes" : "no");
	if (n->aliases)
		put_item(v, "Also known as: %s", with_commas(&v->arena, n->aliases));
	if (n->former)
		put_item(v, "Formerly: %s", with_commas(&v->arena, n->former));
	v->told = true;
}

static bool is(const char *line, size_t n, const char *text)
{
	return n == strlen(text) && memcmp(line, text, n) == 0;
}

static void put_heading(struct page_view *v, const struct notice *n, const char *line, size_t len)
{
	static const char fix[] = "## How to fix";

	if (!v->told) {
		describe(v, n);
		put_line(v, "", 0, CODE_PLAIN);
	}
	v->section = is(line, len, "## Bad") ? SECTION_BAD : is(line, len, "## meshlint says") ? SECTION_SAYS
		: is(line, len, "## Good") ? SECTION_GOOD : SECTION_OTHER;
	if (v->section == SECTION_GOOD)
		put_line(v, fix, strlen(fix), CODE_PLAIN);
	else
		put_line(v, line, len, CODE_PLAIN);
}

/* Does the line end in what an excerpt leaves of a mark? n_rest: bytes behind the blank before it. */
static bool is_cut_mark(const char *rest, size_t n_rest)
{
	size_t n = n_rest >= strlen(CUT) ? n_rest - strlen(CUT) : 0;

	if (!n || memcmp(rest + n, CUT, strlen(CUT)) != 0)
		return false;
	return strncmp(rest, MARK, n < strlen(MARK) ? n : strlen(MARK)) == 0;
}

/* The bytes of the line before the mark of a test; n where it has none. */
static size_t before_mark(const char *line, size_t n)
{
	const char *mark = memmem(line, n, MARK, strlen(MARK));
	size_t end = n;

	for (size_t i = 0; !mark && i < n; i++)
		if (line[i] == '#' && is_cut_mark(line + i, n - i))
			mark = line + i;
	if (mark)
		end = (size_t)(mark - line);
	while (mark && end > 0 && line[end - 1] == ' ')
		end--;
	return end;
}

static bool is_bad(const struct page_view *v, const char *line, size_t n)
{
	for (size_t i = 0; i < v->bad.n; i++)
		if (v->bad.at[i].n == n && memcmp(v->bad.at[i].at, line, n) == 0)
			return true;
	return false;
}

/* A line of an example. One that held nothing but the mark is left out. */
static void put_example(struct page_view *v, const char *line, size_t len)
{
	size_t n = before_mark(line, len);
	enum code_line code = CODE_PLAIN;

	if (v->section == SECTION_BAD) {
		vec_push(&v->arena, &v->bad, ((struct page_line){ line, n }));
		code = n < len ? CODE_WRONG : CODE_PLAIN;
	} else if (v->section == SECTION_GOOD && n && !is_bad(v, line, n)) {
		code = CODE_CHANGED;
	}
	if (n || n == len)
		put_line(v, line, n, code);
}

static void put_page_line(struct page_view *v, const struct notice *n, const char *line, size_t len)
{
	if (len >= 3 && memcmp(line, "```", 3) == 0) {
		v->fence = !v->fence;
		put_line(v, line, len, CODE_PLAIN);
	} else if (v->fence) {
		put_example(v, line, len);
	} else if (len >= 3 && memcmp(line, "## ", 3) == 0) {
		put_heading(v, n, line, len);
	} else {
		put_line(v, line, len, CODE_PLAIN);
	}
}

static void put_page(struct page_view *v, const struct notice *n, const char *at, size_t size)
{
	const char *end = at + size;

	while (at < end) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((line_end ? line_end : end) - at);

		put_page_line(v, n, at, len);
		at += len + 1;
	}
}

void report_page(struct buf *out, const struct notice *n, struct report_style style)
{
	unsigned width = style.width ? style.width : WIDTH_DEFAULT;
	struct page_view v = { .plain = !style.colour && !style.width, .out = out,
		.markdown = { .out = out, .style = style, .width = width < WIDTH_MOST ? width : WIDTH_MOST } };
	const char *head;

	if (n->page) {
		put_page(&v, n, n->page->markdown, n->page->len);
	} else {
		head = arena_printf(&v.arena, "# %s %s\n\n%s\n\n", n->code, n->name, n->summary);
		put_page(&v, n, head, strlen(head));
	}
	if (!v.told)
		describe(&v, n);
	markdown_end(&v.markdown);
	arena_release(&v.arena);
}
