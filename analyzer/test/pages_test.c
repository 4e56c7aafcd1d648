/*
 * Holds every rule's page against the rule and against what the program says.
 *
 * The form of a page is told in page.h. Its Bad fires exactly where it says,
 * under the default rule set; "meshlint says" is the text report of it byte for
 * byte (BLESS=1 rewrites the page); Good yields nothing from any rule; code, name,
 * summary and severity are the descriptor's; the embedded page is the file.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "base/buf.h"
#include "base/vec.h"
#include "lint/catalogue.h"
#include "rules/registry.h"
#include "test/golden.h"
#include "test/page.h"
#include "test/run.h"
#include "test/spawn.h"
#include "test/tree.h"

#define RULES "rules"

static struct arena arena;
static const struct notice *const *notices;
static size_t n_notices;

static struct {
	VEC(const char *) paths;
} pages;

/* The page whose first line is this notice's, or NULL. */
static const char *page_of(const struct notice *n)
{
	const char *title = arena_printf(&arena, "# %s %s\n", n->code, n->name);

	for (size_t i = 0; i < pages.paths.n; i++) {
		const char *text = tree_read(&arena, pages.paths.at[i], NULL);

		if (strncmp(text, title, strlen(title)) == 0)
			return pages.paths.at[i];
	}
	return NULL;
}

/* Put the files of a section into an empty folder. */
static const char *lay_out(const struct page_files *files)
{
	const char *folder = tree_scratch(&arena);

	for (size_t i = 0; i < files->list.n; i++) {
		const struct page_file *f = &files->list.at[i];
		const char *path = f->path ? arena_printf(&arena, "%s/%s", folder, f->path) : NULL;

		if (path && tree_is_there(path))
			ck_abort_msg("the page has the file %s twice", f->path);
		else if (path)
			tree_write(path, f->text, strlen(f->text));
		else if (system(arena_printf(&arena, "cd '%s' && { %s\n}", folder, f->text)) != 0)
			ck_abort_msg("the page's commands fail");
	}
	return folder;
}

static struct spawn check(const char *folder, const struct page_text *page, const char *format)
{
	bool configured = tree_is_there(arena_printf(&arena, "%s/.meshlint.yaml", folder));
	const char *const first[] = { "check", "-f", format, configured ? NULL : "--no-config", NULL };
	const char *const last[] = { ".", NULL };
	struct spawn s = { .folder = folder };

	s.args = spawn_join(&arena, first, spawn_words(&arena, page->options));
	s.args = spawn_join(&arena, s.args, last);
	spawn_meshlint(&arena, &s);
	ck_assert_msg(s.status >= 0 && s.status <= 2, "meshlint ends with status %d: %s", s.status, s.err);
	return s;
}

/* A line "file:line:col: severity CODE message" as "file:line CODE"; NULL where it is another kind of line. */
static const char *finding_of(const char *line, size_t n, const char *code, enum severity severity, bool *agrees)
{
	const char *text = arena_strndup(&arena, line, n), *end = strstr(text, ": "), *word;
	const char *column = NULL;
	size_t len;

	for (const char *p = text; end && p < end; p++)
		if (*p == ':')
			column = p;
	if (!column || !(word = strchr(end + 2, ' ')))
		return NULL;
	len = strcspn(++word, " ");
	if (strlen(code) == len && strncmp(word, code, len) == 0 && strncmp(end + 2, severity_name(severity),
			strlen(severity_name(severity))) != 0)
		*agrees = false;
	return arena_printf(&arena, "%.*s %.*s", (int)(column - text), text, (int)len, word);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All findings of a concise report as sorted lines "file:line CODE". */
static const char *findings_of(const char *report, const struct notice *notice)
{
	struct { VEC(const char *) list; } found = { 0 };
	struct buf b = BUF_INIT;
	/* A rule that is off until it is asked for then reports as info. */
	enum severity severity = notice->severity == SEVERITY_OFF ? SEVERITY_INFO : notice->severity;
	bool agrees = true;
	const char *text;

	for (const char *p = report; *p;) {
		size_t n = strcspn(p, "\n");
		const char *f = finding_of(p, n, notice->code, severity, &agrees);

		if (f)
			vec_push(&arena, &found.list, f);
		p += n + (p[n] == '\n');
	}
	ck_assert_msg(agrees, "%s is not reported as %s:\n%s", notice->code, severity_name(severity), report);
	if (found.list.n)
		qsort(found.list.at, found.list.n, sizeof *found.list.at, by_text);
	for (size_t i = 0; i < found.list.n; i++)
		buf_printf(&b, "%s\n", found.list.at[i]);
	text = arena_strndup(&arena, b.n ? b.at : "", b.n);
	buf_release(&b);
	return text;
}

/* Put what the program really says into the page. */
static void rewrite(const char *path, const char *text, const struct page_text *page, const char *says)
{
	struct buf b = BUF_INIT;

	buf_add(&b, text, page->says_at);
	buf_puts(&b, says);
	buf_puts(&b, text + page->says_at + page->says_n);
	tree_write(path, b.at, b.n);
	buf_release(&b);
}

static void judge_bad(const char *path, const char *text, const struct page_text *page, const struct notice *n)
{
	const char *folder = lay_out(&page->bad), *differs;
	struct spawn concise = check(folder, page, "concise"), full = check(folder, page, "text");
	const char *expects = page_expects(&arena, &page->bad);

	tree_remove(folder);
	ck_assert_msg(strstr(expects, arena_printf(&arena, " %s\n", n->code)),
		"%s: no line under Bad says \"# expect: %s\"", path, n->code);
	differs = golden_differs(&arena, expects, findings_of(concise.out, n));
	ck_assert_msg(!differs, "%s: Bad does not fire as it says:%s", path, differs);
	differs = golden_differs(&arena, page->says, full.out);
	if (differs && golden_blesses())
		rewrite(path, text, page, full.out);
	else
		ck_assert_msg(!differs, "%s: this is not what meshlint says:%s", path, differs);
}

static void judge_good(const char *path, const struct page_text *page)
{
	const char *folder = lay_out(&page->good);
	struct spawn s = check(folder, page, "concise");

	tree_remove(folder);
	ck_assert_msg(s.n_out == 0 && s.status == 0, "%s: Good is not silent:\n%s%s", path, s.out, s.err);
}

START_TEST(page_agrees)
{
	const struct notice *n = notices[_i];
	const char *path = page_of(n), *text, *wrong;
	struct page_text page;

	ck_assert_msg(path != NULL, "no page under rules/ begins with \"# %s %s\"", n->code, n->name);
	text = tree_read(&arena, path, NULL);
	wrong = page_parse(&arena, text, &page);
	ck_assert_msg(!wrong, "%s: %s", path, wrong);
	ck_assert_msg(strcmp(page.summary, n->summary) == 0, "%s: the summary is \"%s\", the rule's \"%s\"", path,
		page.summary, n->summary);
	ck_assert_msg(n->page && strcmp(n->page->markdown, text) == 0 && n->page->len == strlen(text),
		"%s: another page is embedded for %s", path, n->code);
	judge_bad(path, text, &page, n);
	judge_good(path, &page);
}
END_TEST

START_TEST(page_has_rule)
{
	const char *path = pages.paths.at[_i], *text = tree_read(&arena, path, NULL);
	bool found = false;

	for (size_t i = 0; i < n_notices && !found; i++) {
		const char *title = arena_printf(&arena, "# %s %s\n", notices[i]->code, notices[i]->name);

		found = strncmp(text, title, strlen(title)) == 0;
	}
	ck_assert_msg(found, "%s: no rule has the code and name of its first line", path);
}
END_TEST

/* A name that a rule once had means this rule alone. */
START_TEST(former_names_are_free)
{
	const struct notice *n = notices[_i];
	size_t len;

	for (const char *word = n->former; word && *word; word += len + strspn(word + len, " ")) {
		len = strcspn(word, " ");
		for (size_t i = 0; i < n_notices; i++)
			ck_assert_msg((notice_match(notices[i], word, len) == MATCH_NONE) == (notices[i] != n),
				"%.*s, once the name of %s, is for %s", (int)len, word, n->code, notices[i]->code);
		ck_assert_msg(strlen(n->name) != len || strncmp(n->name, word, len) != 0, "%s is both its name and a former one of %s", n->name, n->code);
	}
}
END_TEST

static void find_pages(void)
{
	struct tree_names files = tree_files(&arena, RULES);

	for (size_t i = 0; i < files.names.n; i++) {
		const char *name = files.names.at[i];
		size_t n = strlen(name);

		if (n > 3 && strcmp(name + n - 3, ".md") == 0 && strchr(name, '/'))
			vec_push(&arena, &pages.paths, arena_printf(&arena, RULES "/%s", name));
	}
}

int main(void)
{
	Suite *suite = suite_create("pages");
	TCase *all = tcase_create("pages");
	int status;

	notices = catalogue_notices(&registry, &arena, &n_notices);
	find_pages();
	if (!pages.paths.n)
		panic(RULES " holds no page");
	tcase_set_timeout(all, 0);
	tcase_add_loop_test(all, page_agrees, 0, (int)n_notices);
	tcase_add_loop_test(all, former_names_are_free, 0, (int)n_notices);
	tcase_add_loop_test(all, page_has_rule, 0, (int)pages.paths.n);
	suite_add_tcase(suite, all);
	status = suite_run(suite, CK_NOFORK);
	arena_release(&arena);
	return status;
}
