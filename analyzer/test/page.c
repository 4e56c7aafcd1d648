/* Take a rule's page apart. */
#include "test/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static const char *const headings[] = { "## Why it matters", "## Bad", "## meshlint says", "## Good",
	"## When to silence it", "## References", NULL };

enum section { SECTION_HEAD = -1, SECTION_WHY, SECTION_BAD, SECTION_SAYS, SECTION_GOOD, SECTION_SILENCE,
	SECTION_REFERENCES };

struct reader {
	struct arena *arena;
	struct page_text *page;
	const char *text;
	size_t at;         /* where the current line begins */
	size_t line;
	int section;
	bool filled;       /* the section has text */
	const char *wrong;
};

static void wrong_at(struct reader *r, const char *what)
{
	if (!r->wrong)
		r->wrong = arena_printf(r->arena, "line %zu: %s", r->line, what);
}

/* The next line without its break, or NULL at the end. *begin is where it stands. */
static const char *next_line(struct reader *r, size_t *begin)
{
	size_t n = strcspn(r->text + r->at, "\n");
	const char *line;

	if (!r->text[r->at])
		return NULL;
	*begin = r->at;
	line = arena_strndup(r->arena, r->text + r->at, n);
	r->at += n + (r->text[r->at + n] == '\n');
	r->line++;
	return line;
}

static void read_title(struct reader *r)
{
	size_t begin;
	const char *title = next_line(r, &begin), *blank, *name;

	name = title && strncmp(title, "# ", 2) == 0 ? strchr(title + 2, ' ') : NULL;
	if (!name) {
		wrong_at(r, "a page begins with \"# CODE rule-name\"");
		return;
	}
	r->page->code = arena_strndup(r->arena, title + 2, (size_t)(name - title - 2));
	r->page->name = name + 1;
	blank = next_line(r, &begin);
	r->page->summary = blank && !*blank ? next_line(r, &begin) : NULL;
	if (!r->page->summary)
		wrong_at(r, "the summary stands on the third line, after a blank one");
}

/* The lines of a fence up to its end. */
static void read_fence(struct reader *r, const char *info)
{
	size_t begin = r->at, end = r->at, opened = r->line;
	const char *line, *word = strchr(info, ' ');
	struct page_files *files = r->section == SECTION_BAD ? &r->page->bad : &r->page->good;
	struct page_file file = { 0 };

	while ((line = next_line(r, &end)) && strcmp(line, "```") != 0)
		;
	if (!line) {
		r->line = opened;
		wrong_at(r, "a fence without an end");
		return;
	}
	file.text = arena_strndup(r->arena, r->text + begin, end - begin);
	file.path = word ? word + 1 : NULL;
	if (r->section == SECTION_SAYS && !r->page->says) {
		r->page->says = file.text;
		r->page->says_at = begin;
		r->page->says_n = end - begin;
	} else if (r->section == SECTION_BAD || r->section == SECTION_GOOD) {
		if (!file.path && strcmp(info, "sh") != 0)
			wrong_at(r, "this fence names no file: ```yaml path/name.yaml");
		vec_push(r->arena, &files->list, file);
	}
}

static void read_options(struct reader *r, const char *text)
{
	size_t n;

	if (r->section != SECTION_BAD || r->page->bad.list.n)
		wrong_at(r, "options stand under Bad, before its first fence");
	if (*text == '`')
		text++;
	n = strlen(text);
	r->page->options = arena_strndup(r->arena, text, n && text[n - 1] == '`' ? n - 1 : n);
}

static void read_heading(struct reader *r, const char *line)
{
	if (r->section != SECTION_HEAD && !r->filled)
		wrong_at(r, arena_printf(r->arena, "nothing stands under \"%s\"", headings[r->section]));
	if (!headings[r->section + 1] || strcmp(line, headings[r->section + 1]) != 0) {
		wrong_at(r, arena_printf(r->arena, "\"%s\" is not the heading expected here, \"%s\"", line,
			headings[r->section + 1] ? headings[r->section + 1] : "none"));
		return;
	}
	r->section++;
	r->filled = false;
}

const char *page_parse(struct arena *a, const char *text, struct page_text *out)
{
	struct reader r = { .arena = a, .page = out, .text = text, .section = SECTION_HEAD };
	const char *line;
	size_t begin;

	*out = (struct page_text){ .options = "" };
	read_title(&r);
	while (!r.wrong && (line = next_line(&r, &begin))) {
		if (strncmp(line, "## ", 3) == 0) {
			read_heading(&r, line);
		} else if (strncmp(line, "```", 3) == 0) {
			read_fence(&r, line + 3);
			r.filled = true;
		} else if (strncmp(line, "Options: ", 9) == 0) {
			read_options(&r, line + 9);
		} else if (*line) {
			r.filled = true;
			if (r.section == SECTION_HEAD)
				wrong_at(&r, "only the summary stands before the first heading");
		}
	}
	if (!r.wrong && (r.section != SECTION_REFERENCES || !r.filled))
		wrong_at(&r, "the page ends before its References are given");
	if (!r.wrong && (!out->says || !out->bad.list.n || !out->good.list.n))
		wrong_at(&r, "Bad, meshlint says and Good have a fence each at least");
	return r.wrong;
}

struct expectations {
	VEC(const char *) list;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The codes of one marker, each with its place. */
static void expect(struct arena *a, struct expectations *e, const char *path, size_t line, const char *marker,
	size_t n)
{
	const char *words = arena_strndup(a, marker, n), *place = strchr(words, ' ');
	size_t codes = place ? (size_t)(place - words) : n;

	for (size_t i = 0; i < codes; i++) {
		size_t len = strcspn(words + i, ", ");

		if (len && place)
			vec_push(a, &e->list, arena_printf(a, "%s %.*s", place + 1, (int)len, words + i));
		else if (len)
			vec_push(a, &e->list, arena_printf(a, "%s:%zu %.*s", path, line, (int)len, words + i));
		i += len;
	}
}

static void expects_of(struct arena *a, struct expectations *e, const struct page_file *f)
{
	static const char mark[] = "# expect: ";
	size_t line = 1;

	for (const char *p = f->text; *p; line++) {
		size_t n = strcspn(p, "\n");
		const char *found = memmem(p, n, mark, sizeof mark - 1);

		if (found) {
			bool alone = strspn(p, " \t") == (size_t)(found - p);
			const char *words = found + sizeof mark - 1;

			expect(a, e, f->path ? f->path : "?", line + alone, words, (size_t)(p + n - words));
		}
		p += n + (p[n] == '\n');
	}
}

const char *page_expects(struct arena *a, const struct page_files *files)
{
	struct expectations e = { 0 };
	struct buf b = BUF_INIT;
	const char *text;

	for (size_t i = 0; i < files->list.n; i++)
		expects_of(a, &e, &files->list.at[i]);
	if (e.list.n)
		qsort(e.list.at, e.list.n, sizeof *e.list.at, by_text);
	for (size_t i = 0; i < e.list.n; i++)
		buf_printf(&b, "%s\n", e.list.at[i]);
	text = arena_strndup(a, b.n ? b.at : "", b.n);
	buf_release(&b);
	return text;
}
