/* Suite of source: the arithmetic of paths, globs and places, in tables and against simpler ways to the same. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "source/path.h"
#include "source/source.h"
#include "source/walk.h"
#include "test/run.h"

static struct arena arena = ARENA_INIT;

static void teardown(void)
{
	arena_release(&arena);
}

static void check_text(const char *got, const char *want)
{
	ck_assert_msg(want ? got && strcmp(got, want) == 0 : !got, "\"%s\", not \"%s\"", got ? got : "(none)", want ? want : "(none)");
}

START_TEST(paths_below)
{
	static const struct {
		const char *folder, *path, *below;
	} list[] = {
		{ "/a", "/a", "" }, { "/a", "/a/b", "b" }, { "/a", "/a/b/c", "b/c" }, { "/a", "/ab", NULL }, { "/a", "/b", NULL },
		{ "/a/b", "/a", NULL }, { "/", "/a", "a" }, { "/", "/", "" }, { "", "a/b", "a/b" }, { "", "", "" }, { "", "/a", "a" },
		{ "a", "a/b", "b" }, { "a", "ab", NULL }, { "a", "b", NULL }, { "a", "b/a", NULL }, { "/", "a", "a" },
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		check_text(path_below(list[i].folder, list[i].path), list[i].below);
}
END_TEST

START_TEST(paths_relative)
{
	static const struct {
		const char *folder, *path, *relative;
	} list[] = {
		{ "/a", "/a", "." }, { "/a", "/a/b", "b" }, { "/a/b", "/a", "../" }, { "/a/b", "/a/c", "../c" }, { "/a/b", "/a/bc", "../bc" },
		{ "/a/bc", "/a/b", "../b" }, { "/a/b/c", "/d", "../../../d" }, { "/", "/a", "a" }, { "/a", "/", "../" }, { "/a/b", "/a/b/c/d", "c/d" },
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		check_text(path_relative(&arena, list[i].folder, list[i].path), list[i].relative);
}
END_TEST

START_TEST(paths_absolute)
{
	static const struct {
		const char *folder, *path, *absolute;
	} list[] = {
		{ "/a", "b", "/a/b" }, { "/a", "/b", "/b" }, { "/a", "..", "/" }, { "/a", "../..", "/" }, { "/a/b", "../c", "/a/c" }, { "/a", "", "/a" },
		{ "/", "", "/" }, { "/", "a//b/./c/", "/a/b/c" }, { "/a", "...", "/a/..." }, { "/a", ".b", "/a/.b" }, { "/a", "b..", "/a/b.." },
		{ "/a/", "./b", "/a/b" }, { "/a", "a.", "/a/a." }, { "/a", ".a/..", "/a" },
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		check_text(path_absolute(&arena, list[i].folder, list[i].path), list[i].absolute);
}
END_TEST

START_TEST(paths_parted)
{
	check_text(path_folder(&arena, "a"), "");
	check_text(path_folder(&arena, "/a"), "/");
	check_text(path_folder(&arena, "a/b"), "a");
	check_text(path_folder(&arena, "/a/b/"), "/a/b");
	check_text(path_base("a"), "a");
	check_text(path_base("/a"), "a");
	check_text(path_base("a/b/"), "");
}
END_TEST

START_TEST(paths_with_names)
{
	ck_assert(path_is_kustomization("kustomization.yaml") && path_is_kustomization("a/kustomization.yml") && path_is_kustomization("a/Kustomization"));
	ck_assert(!path_is_kustomization("kustomization.json") && !path_is_kustomization("kustomization") && !path_is_kustomization("kustomization.yaml/a"));
	ck_assert(path_is_chart("a/Chart.yaml") && !path_is_chart("Chart.yml") && !path_is_chart("Chart.yaml/a"));
	ck_assert(path_of_tests("test/a") && path_of_tests("a/tests/b") && path_of_tests("/e2e/a") && !path_of_tests("a/test") && !path_of_tests("atest/b"));
	ck_assert(path_of_samples("samples/a") && path_of_samples("a/demo/b") && !path_of_samples("sample") && !path_of_samples("mysamples/a"));
	ck_assert(path_matches("a/*/c", "a/b/c/d/e") && path_matches("b", "a/b/c") && path_matches("/a", "a/b") && !path_matches("/b", "a/b"));
	ck_assert(path_matches("c", "a/b/c") && !path_matches("d", "a/b/c") && path_matches("a", "/a/b") && !path_matches("b/c/", "b/c"));
}
END_TEST

START_TEST(globs)
{
	static const struct {
		const char *glob, *path;
		bool match;
	} list[] = {
		{ "[b-d].y", "a.y", false }, { "[b-d].y", "b.y", true }, { "[b-d].y", "d.y", true }, { "[b-d].y", "e.y", false }, { "[b]", "a", false },
		{ "[b]", "c", false }, { "[a-]x", "-x", true }, { "[a-]x", "ax", true }, { "[a-]x", "bx", false }, { "[+--]x", ",x", true }, { "[-a]x", "-x", true },
		{ "[\\a-\\c]x", "bx", true }, { "[\\a-\\c]x", "\\x", false }, { "[a-\\]]x", "bx", false }, { "[\\^]x", "^x", true }, { "[\\", "[\\", true },
		{ "[a\\", "a", false }, { "[!]x", "[!]x", true }, { "[!]]x", "]x", false }, { "[!]]x", "ax", true }, { "[^]]x", "]x", false }, { "[]x", "[]x", true },
		{ "[]]x", "ax", false }, { "[[:alpha]x", ":x", true }, { "[[:alpha]x", "[x", true }, { "[[:alpha]x", "zx", false }, { "[[:foo:]]x", "ax", false },
		{ "[[:upper:][:digit:]]x", "7x", true }, { "[[:upper:][:digit:]]x", "Ux", true }, { "[[:upper:][:digit:]]x", "ux", false }, { "[[:upper:]-z]x", "-x", true },
		{ "[![:space:]]x", " x", false }, { "[![:space:]]x", "ax", true }, { "[[a]x", "[x", true }, { "[x:digit:]y", "5y", false }, { "[x:digit:]y", "xy", true }, { "[a:]x", ":x", true }, { "[a-c-e]x", "-x", true },
		{ "[a-c-e]x", "dx", false }, { "[[:alnum:]]", "_", false }, { "[[:alnum:]]", "a", true }, { "[[:alph:]]", "a", false }, { "[[:lower:]]", "A", false }, { "[[:xdigit:]]", "f", true }, { "[a-c", "b", false },
		{ "[/]x", "/x", false }, { "[a", "[a", true }, { "a[", "a[", true }, { "a\\", "a\\", true }, { "a\\/b", "a\\/b", true }, { "\\a", "a", true },
		{ "\\a", "\\a", false }, { "\\[a]", "[a]", true }, { "\\?", "a", false }, { "?", "", false }, { "a?", "a", false }, { "*", "a", true }, { "a*", "a", true },
		{ "*a", "ba", true }, { "*a", "ab", false }, { "*ab*", "xaab", true }, { "**a", "ba", true }, { "a*b", "a/b", false }, { "/*", "a", true }, { "/*/b", "a/b", true },
		{ "/a*", "x/a", false }, { "*/b", "a/b", true }, { "*/b", "a/a/b", false }, { "**/", "a/b", true }, { "**/", "a", false }, { "a/**", "a/b", true },
		{ "a/**/b", "a/b", true }, { "a/**/b", "a/x/y/b", true }, { "a/**/b", "ab", false }, { "**/a/**/b", "x/a/y/b", true }, { "**/**/b", "b", true },
		{ "a**/b", "ax/b", true }, { "a**/b", "a/x/b", false }, { "**b/c", "ab/c", true }, { "*?/b", "a/b", true }, { "*?/b", "/b", false }, { "a/b/", "a/b/c", true },
		{ "a/b/", "a/b", false }, { "/a/", "a/b", true }, { "/a/", "b/a/c", false }, { "a/b", "a/b/c", true }, { "a/b", "x/a/b", false }, { "a\r", "a", true },
		{ "a\n", "a", true }, { "a  ", "a", true }, { "a\\ ", "a", false }, { "a\\  ", "a ", true }, { "\\ ", " ", true }, { " ", "a", false }, { " a", " a", true },
		{ " a", "a", false }, { "!", "a", false }, { "!/", "a", false }, { "\\!a", "!a", true }, { "a#", "a#", true }, { "a", "b/a/c", true }, { "a", "b/c", false },
		{ "**b/c", "ax/c", false }, { "a/**b", "a/xc", false }, { "a/**b", "a/xb", true }, { "!", "!", false }, { "[\\]", "]", false }, { "[a-\\", "[a-\\", true },
		{ "[[:", "[[:", true }, { "[[:/a", "[[:/a", true }, { "a/[", "a/[", true }, { "a/[b-/c", "a/[b-/c", true }, { "[a-b\\/c", "[a-b\\/c", true }, { "[\\/]", "\\/x", false },
		{ "*[/a", "x[/a", true }, { "\\/a", "\\/a", true }, { "?/a", "x/a", true }, { "?/a", "/a", false }, { "a*/b", "a/b", true }, { "a**/b", "a/b", true },
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		ck_assert_msg(walk_glob(list[i].glob, list[i].path) == list[i].match, "\"%s\" and \"%s\"", list[i].glob, list[i].path);
}
END_TEST

/* All places of a text, counted from its beginning. */
static void check_places(const char *bytes, size_t n)
{
	const struct source *s = source_make(&arena, "t", arena_strndup(&arena, bytes, n), n);
	uint32_t line = 1, column = 1, c;
	bool ascii = true;

	for (size_t i = n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0, step; ; i += step) {
		struct position p = source_position(s, (uint32_t)i);
		bool in_break = i && i < n && bytes[i] == '\n' && bytes[i - 1] == '\r'; /* there is no place within one */

		if (p.line != line || p.column != column || (!in_break && (i % 16 == 0 || i + 4 > n) && source_offset(s, p) != i)) /* an assertion for each would take its time */
			ck_abort_msg("%zu of \"%s\" is %u:%u, not %u:%u", i, bytes, p.line, p.column, line, column);
		if (i == n)
			break;
		ascii = ascii && (unsigned char)bytes[i] < 0x80;
		step = utf8_next(bytes + i, n - i, &c);
		step += step == 0;
		column++;
		if (bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == n || bytes[i + 1] != '\n'))) {
			line++;
			column = 1;
		}
	}
	ck_assert_uint_eq(s->n_lines, line);
	ck_assert(s->ascii == (ascii && (n < 3 || (unsigned char)bytes[0] < 0x80)));
	arena_clear(&arena);
}

/* Lines as long as what is looked at together, a byte less and more, with each thing that counts at its edges. */
START_TEST(places_at_edges)
{
	static const char *const parts[] = { "", "\n", "\r", "\r\n", "\n\r", "\r\r\n", "\n\n", "\xc3\xa9", "\xff", "\xe2\x82\xac\r", "\xf0\x9f\x98\x80\n", "\xc3" };
	static const size_t lengths[] = { 0, 1, 2, 62, 63, 64, 65, 127, 128, 129, 1022, 1023, 1024, 1025, 2049 };

	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
			for (int bom = 0; bom < 2; bom++) {
				struct buf b = BUF_INIT;

				buf_puts(&b, bom ? "\xef\xbb\xbf" : "");
				for (size_t x = 0; x < lengths[i]; x++)
					buf_putc(&b, 'x');
				buf_puts(&b, parts[k]);
				check_places(b.at, b.n);
				buf_puts(&b, "y");
				check_places(b.at, b.n);
				for (size_t x = 0; x < lengths[i]; x++)
					buf_puts(&b, x % 3 ? "z" : "\xc3\xa9");
				buf_puts(&b, parts[k]);
				check_places(b.at, b.n);
				buf_release(&b);
			}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("source texts");
	TCase *t = tcase_create("source texts");

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, paths_below);
	tcase_add_test(t, paths_relative);
	tcase_add_test(t, paths_absolute);
	tcase_add_test(t, paths_parted);
	tcase_add_test(t, paths_with_names);
	tcase_add_test(t, globs);
	tcase_add_test(t, places_at_edges);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK_GETENV);
}
