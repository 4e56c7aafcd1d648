/* Suite of what reports compute of files: replacements made of edits, and GitHub's hashes of lines. */
#include <check.h>
#include <inttypes.h>
#include <string.h>

#include "report/fix.h"
#include "report/line_hash.h"
#include "test/run.h"

static struct arena arena = ARENA_INIT;

static const struct notice enum_case = {
	.code = "TY007", .name = "wrong-case", .summary = "Value differs from a known one only in case", .severity = SEVERITY_ERROR, .fixable = true,
};

/* An edit is joined with others up to a width, and never of text that is not to be shown. */
START_TEST(edits_are_joined)
{
	static char wide[5000];
	struct sink s = { .arena = &arena };
	struct source *at, *utf16 = source_make(&arena, "u.yaml", "a: b", 4), *outside = source_make(&arena, "o.yaml", "a: b", 4);
	struct buf text = BUF_INIT;
	struct finding *f;
	struct span place;

	memset(wide, 'x', sizeof wide - 1);
	at = source_make(&arena, "w.yaml", wide, sizeof wide - 1);
	f = sink_add(&s, &enum_case, (struct span) { at, 0, 1 }, "m");
	ck_assert(!fix_join(&text, f, &place));
	finding_fix(&arena, f, (struct span) { at, 4096, 4096 }, "b");
	finding_fix(&arena, f, (struct span) { at, 0, 1 }, "a");
	ck_assert(fix_join(&text, f, &place));
	ck_assert_uint_eq(text.n, 4097);
	ck_assert(text.at[0] == 'a' && text.at[1] == 'x' && text.at[4095] == 'x' && text.at[4096] == 'b');
	ck_assert(place.begin == 0 && place.end == 4096);
	finding_fix(&arena, f, (struct span) { at, 4096, 4097 }, "c");
	ck_assert(!fix_join(&text, f, &place));
	ck_assert_uint_eq(text.n, 4097);
	utf16->encoding = SOURCE_UTF16;
	outside->outside = true;
	f = sink_add(&s, &enum_case, (struct span) { utf16, 0, 1 }, "m");
	finding_fix(&arena, f, (struct span) { utf16, 0, 1 }, "b");
	ck_assert(!fix_join(&text, f, &place));
	f = sink_add(&s, &enum_case, (struct span) { outside, 0, 1 }, "m");
	finding_fix(&arena, f, (struct span) { outside, 0, 1 }, "b");
	ck_assert(!fix_join(&text, f, &place));
	buf_clear(&text);
	fix_words(&text, f);
	ck_assert_str_eq(text.at, "1 edit");
	buf_release(&text);
}
END_TEST

static struct line_hashes hashes_of(const char *text)
{
	return line_hashes(&arena, source_make(&arena, "a.yaml", text, strlen(text)));
}

static void assert_hashes(const char *text, const char *want)
{
	struct line_hashes h = hashes_of(text);
	struct buf got = BUF_INIT;

	for (size_t i = 0; i < h.n; i++)
		buf_printf(&got, "%s%" PRIx64 ":%u", i ? " " : "", h.at[i].hash, (unsigned)h.at[i].count);
	ck_assert_str_eq(got.at, want);
	buf_release(&got);
}

/* As the program with which GitHub's action computes them has it. */
START_TEST(hashes_of_lines)
{
	struct source *utf16 = source_make(&arena, "a", "a", 1);
	struct line_hashes h;
	struct buf same = BUF_INIT;

	ck_assert_uint_eq(hashes_of("").n, 0);
	assert_hashes("a: 1\n", "4037987d9a8320d9:1 c129715d7a2bc9a3:1");
	assert_hashes("kind: x\r\n  a:\tb\r\n\rkind: x\r\n",
		"b0a28f40aa62ad3c:1 154ed584b215251e:1 b57b5af5d958af53:1 42b3ff826ab0c495:1 c129715d7a2bc9a3:1");
	assert_hashes("\xef\xbb\xbfname: \xf0\x9f\x98\x80 w\xc3\xbcrst\nname: \xf0\x9f\x98\x80 w\xc3\xbcrst", "3a98305b5f69aa70:1 45020b84a467ed07:1");
	for (int i = 0; i < 60; i++)
		buf_puts(&same, "same line\n");
	h = hashes_of(same.at);
	ck_assert_uint_eq(h.n, 61);
	for (size_t i = 0; i < 49; i++)
		ck_assert(h.at[i].hash == UINT64_C(0xf2eacaae4abd95e3) && h.at[i].count == i + 1);
	ck_assert(h.at[49].hash == UINT64_C(0xf2eacaae4abe956f) && h.at[49].count == 1);
	ck_assert(h.at[55].hash == UINT64_C(0xefed3ab1f3bb0547) && h.at[54].hash == UINT64_C(0xcc75c7e9406f5eb));
	buf_release(&same);
	ck_assert_uint_eq(hashes_of("a\xff").n, 0);
	utf16->encoding = SOURCE_UTF16;
	ck_assert_uint_eq(line_hashes(&arena, utf16).n, 0);
}
END_TEST

static void release(void)
{
	arena_release(&arena);
}

int main(void)
{
	Suite *suite = suite_create("report_file");
	TCase *tests = tcase_create("report_file");

	tcase_add_checked_fixture(tests, NULL, release);
	tcase_add_test(tests, edits_are_joined);
	tcase_add_test(tests, hashes_of_lines);
	suite_add_tcase(suite, tests);
	return suite_run(suite, CK_FORK_GETENV);
}
