/*
 * The report room piece by piece: windows of long lines, pages, escapes, units, summaries, each as a table that is written
 * out and compared with testdata/report/ (BLESS=1 rewrites it).
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "report/excerpt.h"
#include "base/json.h"
#include "report/report.h"
#include "test/golden.h"
#include "test/run.h"

#define FOLDER "testdata/report/"

static struct arena arena;

static void release(void)
{
	arena_release(&arena);
}

static void assert_golden(const char *name, struct buf *out)
{
	const char *differs = golden_file(&arena, arena_printf(&arena, FOLDER "%s", name), out->at ? out->at : "");

	ck_assert_msg(!differs, "%s:\n%.3000s", name, differs);
	buf_release(out);
}

static const struct source *text_source(const char *name, const char *text)
{
	return source_make(&arena, name, text, strlen(text));
}

static const struct notice rule = {
	.code = "VS002", .name = "virtualservice-undefined-subset", .summary = "VirtualService routes to a subset that no DestinationRule defines",
	.severity = SEVERITY_ERROR, .category = "routing",
};
static const struct notice advice = {
	.code = "VS011", .name = "virtualservice-weight-sum", .summary = "Weights of a route do not add up to 100",
	.severity = SEVERITY_INFO, .category = "routing",
};
static const struct notice warning = {
	.code = "PA004", .name = "peerauthentication-plaintext", .summary = "Port accepts plain text", .severity = SEVERITY_WARNING, .category = "security",
};
static const struct notice *const notices[] = { &warning, &rule, &advice };

/* --- what is drawn of a line --- */

/* A line of this many columns, of which each tells which it is. */
static const char *ruler(size_t n, const char *every_tenth)
{
	struct buf b = BUF_INIT;
	const char *text;

	for (size_t i = 0; i < n; i++)
		if (i % 10)
			buf_putc(&b, (char)('0' + i % 10));
		else
			buf_puts(&b, every_tenth);
	text = arena_strdup(&arena, b.at);
	buf_release(&b);
	return text;
}

/* All windows of a line in steps, for places of several lengths, each within this width. */
static void put_windows(struct buf *out, const char *line, unsigned width, size_t step)
{
	static const uint32_t lengths[] = { 0, 1, 9, 17, 60 };
	const struct source *s = text_source("a.yaml", line);

	for (uint32_t begin = 0; begin <= s->n; begin += (uint32_t)step)
		for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
			if (begin + lengths[i] <= s->n)
				excerpt_put(out, (struct report_style){ .width = width }, (struct span){ s, begin, begin + lengths[i] }, 2, INK_ERROR, '^');
}

START_TEST(windows)
{
	struct buf out = BUF_INIT;

	for (size_t n = 19; n < 24; n++)
		put_windows(&out, ruler(n, "|"), 25, 3);
	put_windows(&out, ruler(70, "|"), 25, 1);
	put_windows(&out, ruler(45, "|"), 26, 4);
	put_windows(&out, ruler(45, "\t"), 27, 4);
	put_windows(&out, ruler(45, "\xe5\x80\xa4"), 26, 1);
	put_windows(&out, ruler(45, "e\xcc\x81"), 26, 5);
	put_windows(&out, ruler(90, "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"), 26, 53);
	put_windows(&out, arena_printf(&arena, "\x80\x80\x80%s", ruler(12, "e\xcc\x81")), 26, 1);
	put_windows(&out, ruler(30, "\x1b"), 26, 5);
	put_windows(&out, ruler(30, "\xff"), 26, 5);
	put_windows(&out, "a: ##[b] \xef\xbb\xbf#c ##vso[ d  \n  e\n", 30, 2);
	put_windows(&out, "a: b   \t  \nc: d\n", 30, 1);
	for (size_t n = 899; n < 20000; n *= 4) { /* all of it is one step back */
		char *line = arena_alloc(&arena, n + 5);

		memset(line, 0x80, n);
		strcpy(line + n, "here");
		excerpt_put(&out, (struct report_style){ .width = 26 }, (struct span){ text_source("a.yaml", line), (uint32_t)n, (uint32_t)n + 4 }, 1, INK_ERROR, '^');
	}
	assert_golden("windows.txt", &out);
}
END_TEST

/* The terminal's width counts without the gutter, and is bounded. */
START_TEST(widths)
{
	static const unsigned list[] = { 0, 1, 24, 25, 26, 27, 305, 306, 1000 };
	const struct source *s = text_source("a.yaml", ruler(700, "|"));
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		for (int gutter = 1; gutter < 4; gutter += 2)
			excerpt_put(&out, (struct report_style){ .width = list[i] }, (struct span){ s, 350, 360 }, gutter, INK_ERROR, '-');
	assert_golden("widths.txt", &out);
}
END_TEST

/* --- pages --- */

START_TEST(pages)
{
	static const char markdown[] =
		"# VS002 a heading with `code`\n##no blank\n### third\n\n"
		"a paragraph of **two strong** words and `some code` and `code with ** in it` and [a link](https://x.y/z) and [no link] and `[code](x)`\n"
		"  indented and goes on [b](c) d [e](f\n\n"
		"- an item that is long enough to be wrapped, with `code that is wrapped as well` and more\n  of it below\n"
		"* a star\n1. one\n10. ten, which is indented by one more column than one is, as the next line shows\n1.no item\n-no item\n1) no item\n  - deeper item that is long enough to be wrapped into a second line\n- \n-\n1. \n1.\n\n"
		"an open `code\n\nand **strong\n\n| a | table |\n| - | - |\n\n"
		"```yaml reviews.yaml\n# expect: VS002\na: b # expect: VS002\n\nc: d # a comment\ne#f: g#h\n#i\n - j\n| k\n# l\n```\n"
		"```\nplain\n```\n``no fence``\n*a* * b ** c\n    four blanks\n"
		"a paragraph\n## a heading at once\nanother\n| a | table at once |\nand more\n```\nfence at once\n```\n"
		"x1345678901234567890123456789012345678901234567890 x y\nx134567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890 z\n"
		"```yaml\nnever closed";
	const struct page page = { markdown, sizeof markdown - 1 };
	struct notice n = rule;
	struct buf out = BUF_INIT;

	n.page = &page;
	for (unsigned width = 49; width < 53; width++)
		report_page(&out, &n, (struct report_style){ .colour = true, .width = width });
	report_page(&out, &n, (struct report_style){ .colour = true, .width = 0 });
	report_page(&out, &n, (struct report_style){ .colour = true, .width = 99 });
	report_page(&out, &n, (struct report_style){ .colour = true, .width = 101 });
	assert_golden("pages-colour.txt", &out);
}
END_TEST

/* What SARIF says of rules: the summary and the first paragraph of the reason, without marks. */
START_TEST(descriptions)
{
	const char *const texts[] = {
		"# A\n\n## Why it matters\n\nIt **is** so, *see* [the page](https://x.y/z) and [none] and [a](b or\n[c] (d) **.\nTwo *\n\nNot this.\n",
		"## Why it matters\n\nbegins the page\n", "# A\n\n## Why it matters\n## Bad\n\nno\n", "# A\n\n## Why it matters\n```\ncode\n```\n", "# A\n\n## Why it matters\n\none\n``\ntwo\n```yaml\nno\n",
		"# A\n\n## Why it matters\n\none\n#two\n", "# A\n\n## Why it matters", "# A\n\n## Why it matters\n", "# A\n\n## Why it matters\n\n\n\nfar below", "# A\n\n## Bad\n\nno reason\n", "# A\n\n## Why it matters\n\n[](a) [b]() **",
		arena_printf(&arena, "# A\n\n## Why it matters\n\n%s\n", ruler(1000 - sizeof "A summary. " + 1, "|")), arena_printf(&arena, "# A\n\n## Why it matters\n\n%s x\n", ruler(1000 - sizeof "A summary. " + 1, " ")),
		arena_printf(&arena, "# A\n\n## Why it matters\n\n%s\n", ruler(1000 - sizeof "A summary. ", " ")), arena_printf(&arena, "# A\n\n## Why it matters\n\n%s\n", ruler(2000, "|")),
	};
	struct page held[sizeof texts / sizeof *texts];
	struct notice list[sizeof texts / sizeof *texts];
	const struct notice *all[sizeof texts / sizeof *texts];
	struct report r = { .version = "0.1.0", .notices = all, .n_notices = sizeof texts / sizeof *texts, .folder = "/a" };
	struct sink sink = { .arena = &arena };
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < r.n_notices; i++) {
		held[i] = (struct page){ texts[i], strlen(texts[i]) };
		list[i] = (struct notice){ .code = arena_printf(&arena, "AA%03zu", i), .name = "a-name", .summary = "A summary", .severity = (enum severity)(i % 4), .page = &held[i],
			.category = i % 3 == 0 ? "routing" : i % 3 == 1 ? "security" : NULL, .aliases = i % 4 == 0 ? "IST0101 KIA1101" : i % 4 == 1 ? "A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16 A17 A18 A19 A20" : NULL, .fixable = i % 5 == 0 };
		all[i] = &list[i];
		sink_add(&sink, all[i], (struct span){ text_source("a.yaml", "a: b\n"), 0, 1 }, "a finding");
	}
	r.findings = (const struct finding *const *)sink.findings.at;
	r.n_findings = sink.findings.n;
	report_sarif(&out, &r);
	assert_golden("descriptions.sarif", &out);
	for (size_t i = 0; i < r.n_notices; i++)
		list[i].page = NULL;
	report_rules_text(&out, all, r.n_notices, (struct report_style){ .colour = true, .width = 60 });
	report_rules_json(&out, all, r.n_notices);
	assert_golden("catalogue.txt", &out);
}
END_TEST

/* --- JSON --- */

START_TEST(escapes)
{
	static const uint32_t wide[] = { 0x80, 0x85, 0x9f, 0xa0, 0xad, 0x200b, 0x200e, 0x2028, 0x202e, 0x2066, 0xfeff, 0xfffd, 0xffff, 0x1f600 };
	struct buf out = BUF_INIT;
	struct json j = { .out = &out, .flat = 2 };
	char text[4];

	json_array(&j, NULL);
	for (int c = 0; c < 256; c++) {
		text[0] = (char)c;
		json_text_n(&j, NULL, text, 1);
	}
	json_object(&j, NULL);
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		json_text_n(&j, arena_printf(&arena, "%x", wide[i]), text, utf8_put(wide[i], text));
	json_array(&j, "flat");
	json_array(&j, NULL);
	json_object(&j, NULL);
	json_end_object(&j);
	json_end_array(&j);
	json_number(&j, NULL, 0);
	json_number(&j, NULL, 1234567890);
	json_bool(&j, NULL, true);
	json_bool(&j, NULL, false);
	json_null(&j, NULL);
	json_text(&j, NULL, NULL);
	json_end_array(&j);
	json_words(&j, "words", "  a b  c ");
	json_words(&j, "no words", NULL);
	json_text(&j, "commands", "#a ##b ##[c] ##vso[d] ###vso[ ##teamcity[ ::error::");
	json_text(&j, "cut", "a\xe5\x80");
	json_end_object(&j);
	json_end_array(&j);
	assert_golden("escapes.json", &out);
}
END_TEST

/* --- units --- */

START_TEST(units)
{
	static const char *const spaces[] = { "a", "", "c" }, *const gaps[] = { "one", "two\x1b" };
	static const char *const both[] = { "a/b", "c" }, *const other[] = { "a/b", "d" }, *const alone[] = { "c" }, *const three[] = { "a/b", "c", "d" };
	static const struct report_unit list[] = {
		{ .kind = "folder", .name = "a/b", .namespaces = spaces, .n_namespaces = 1, .files = 1, .resources = 1, .judged = true },
		{ .kind = "kustomization", .name = "c", .deployed_by = "Application x", .namespaces = spaces, .n_namespaces = 2, .resources = 2, .judged = true },
		{ .kind = "a kind as wide", .name = "a name that is one column narrow, or not", .namespaces = spaces, .n_namespaces = 3, .gaps = gaps, .n_gaps = 2 },
		{ .kind = "a kind narrow", .name = "a name that is a column narrow or at all", .failure = "it is broken" },
		{ .kind = "a kind that is wider", .name = "a name that is one column wider, at its end", .resources = 3 },
	};
	static const struct report_application applications[] = {
		{ "first", both, 2, 3 }, { "second", alone, 1, 2 }, { "third", both, 2, 3 }, { "fourth", other, 2, 5 }, { "fifth", three, 3, 1 }, { "sixth", three, 3, 1 },
	};
	static const struct report_skipped skipped[] = { { "helm-template", 1 }, { "test-data", 2 } };
	struct report r = { .version = "0.1.0", .units = list, .n_units = 5, .applications = applications, .n_applications = 6, .skipped = skipped, .n_skipped = 2,
		.files = 7, .resources = 6 };
	struct buf out = BUF_INIT;

	report_units_text(&out, &r);
	report_units_json(&out, &r);
	r = (struct report){ .files = 1, .resources = 1, .units = list, .n_units = 1, .applications = &applications[1], .n_applications = 1 };
	report_units_text(&out, &r);
	report_units_json(&out, &r);
	r = (struct report){ .files = 0 };
	report_units_text(&out, &r);
	report_units_json(&out, &r);
	assert_golden("units.txt", &out);
}
END_TEST

/* --- what stands at the end --- */

static void put_all(struct buf *out, struct report *r)
{
	report_text(out, r);
	report_concise(out, r);
	r->statistics = true;
	report_text(out, r);
	r->statistics = false;
	buf_puts(out, "----\n");
}

START_TEST(summaries)
{
	static const char *const codes[] = { "VS002" };
	static const struct report_undecided undecided[] = {
		{ "", "hosts", "none is there", codes, 1 }, { "", "gateways", "none is here", codes, 1 }, { "b", "hosts", "none is there", NULL, 0 },
	};
	static const struct subject subjects[] = {
		{ "v1", "Gateway", "ns", "name" }, { "v1", "Gateway", "", "name" }, { "v1", "Gateway", NULL, "name" }, { "v1", "Gateway", "ns", "" },
		{ "v1", "Gateway", "ns", NULL }, { "v1", "", "ns", "name" }, { NULL, NULL, NULL, NULL },
	};
	static const char *const paths[] = { "spec", "", NULL };
	const struct source *s = text_source("a.yaml", "a: b\nc: d\n");
	const struct notice *kinds[] = { &rule, &advice, &warning, &advice };
	struct sink sink = { .arena = &arena };
	struct buf out = BUF_INIT;
	struct report r;

	for (uint32_t i = 0; i < 10; i++) {
		struct finding *f = sink_add(&sink, kinds[i % 4], (struct span){ s, i, i + 1 }, "finding %u", i);

		f->subject = subjects[i % 7];
		f->path = paths[i % 3];
		f->mesh = i % 4 == 3 ? "east" : NULL;
		if (i == 4)
			f->severity = SEVERITY_WARNING;
		if (i == 5)
			f->severity = SEVERITY_OFF;
		if (i == 8)
			f->severity = SEVERITY_INFO;
		if (i == 9)
			f->suppression = SUPPRESSION_EXTERNAL;
	}
	sink_sort(&sink);
	r = (struct report){ .version = "0.1.0", .notices = notices, .n_notices = 3, .findings = (const struct finding *const *)sink.findings.at, .files = 1, .resources = 1,
		.status = 1 };
	for (r.n_findings = 0; r.n_findings <= sink.findings.n; r.n_findings += r.n_findings < 3 ? 1 : 7)
		for (r.status = 0; r.status < 3; r.status++) {
			r.n_undecided = (size_t)r.status + 1;
			r.undecided = undecided;
			r.n_applications = r.n_findings;
			r.suppressed = r.n_findings / 5;
			r.min_severity = r.status == 1 ? SEVERITY_WARNING : r.status == 2 ? SEVERITY_ERROR : SEVERITY_OFF;
			put_all(&out, &r);
		}
	r.n_findings = r.n_undecided = 0;
	r.files = 0;
	put_all(&out, &r);
	r.files = 1;
	r.style.colour = true;
	for (r.status = 0; r.status < 3; r.status++)
		report_text(&out, &r);
	assert_golden("summaries.txt", &out);
}
END_TEST

/* --- findings of all sorts, in all formats --- */

/* The first of these lines is the ninth, so that the numbers of lines grow a digit, and another at the hundredth. */
static const struct source *long_source(const char *name, bool outside)
{
	struct buf b = BUF_INIT;
	struct source *s;

	for (int i = 1; i < 9; i++)
		buf_putc(&b, '\n');
	for (int i = 9; i < 120; i++)
		buf_printf(&b, "line: %d\n", i);
	s = source_make(&arena, name, arena_strndup(&arena, b.at, b.n), b.n);
	s->outside = outside;
	buf_release(&b);
	return s;
}

static struct span in_line(const struct source *s, uint32_t line, uint32_t begin, uint32_t end)
{
	uint32_t at = source_offset(s, (struct position){ line, 1 });

	return (struct span){ s, at + begin, at + end };
}

static void put_formats(struct buf *out, const struct report *r)
{
	for (int f = REPORT_TEXT; f <= REPORT_RDJSON; f++)
		report_write(out, r, (enum report_format)f);
}

static struct report report_of(struct sink *sink)
{
	return (struct report){ .version = "0.1.0", .notices = notices, .n_notices = 3, .findings = (const struct finding *const *)sink->findings.at,
		.n_findings = sink->findings.n, .files = 1, .documents = 2, .resources = 3, .folder = "/a/b", .root = "/a" };
}

/* Places at lines whose numbers have more digits, outside of the tree, and nowhere; of many five are shown. */
START_TEST(related_places)
{
	const struct source *s = long_source("near.yaml", false), *far = long_source("/c/far [x].yaml", true), *empty = text_source("../empty.yaml", "");
	static const uint32_t lines[] = { 9, 10, 11, 99, 100, 101 };
	struct sink sink = { .arena = &arena };
	struct buf out = BUF_INIT;
	struct report r;

	for (uint32_t i = 0; i < 9; i++) {
		struct finding *f = sink_add(&sink, notices[i % 3], i == 8 ? (struct span){ NULL, 0, 0 } : i == 7 ? in_line(far, 50, 0, 4) : in_line(s, lines[i % 6], 0, 4), "finding %u", i);

		for (uint32_t k = 0; k < i; k++) {
			struct span at = k == 1 && i % 2 ? (struct span){ NULL, 0, 0 } : k == 2 ? in_line(far, 100, 0, 3) : k == 3 ? (struct span){ empty, 0, 0 } : in_line(s, lines[(i + k) % 6], 6, 7);

			finding_relate(&arena, f, at, "place %u of [%u] in \\ it", k, i);
		}
	}
	sink_add(&sink, &rule, (struct span){ text_source("one.yaml", "a"), 0, 1 }, "a source of one byte");
	sink_add(&sink, &rule, (struct span){ empty, 0, 0 }, "a source of none");
	finding_relate(&arena, sink_add(&sink, &rule, (struct span){ NULL, 0, 0 }, "nowhere"), (struct span){ NULL, 0, 0 }, "nor here");
	sink_sort(&sink);
	r = report_of(&sink);
	put_formats(&out, &r);
	assert_golden("related.txt", &out);
}
END_TEST

START_TEST(edits_of_all_sorts)
{
	const struct source *s = long_source("near.yaml", false), *far = long_source("far.yaml", true);
	const char *sixty = ruler(60, "|"), *more = ruler(61, "|");
	const struct {
		struct span at;
		const char *text;
	} list[] = {
		{ in_line(s, 9, 0, 4), "new" }, { in_line(s, 9, 0, 4), "" }, { in_line(s, 9, 2, 2), "inserted" }, { in_line(s, 9, 0, 4), sixty }, { in_line(s, 9, 0, 4), more },
		{ in_line(s, 9, 0, 4), "a\nb" }, { in_line(s, 9, 0, 4), "a\rb" }, { in_line(s, 9, 4, 10), "joined" }, { in_line(s, 10, 0, 60), "x" }, { in_line(far, 9, 0, 4), "y" },
		{ in_line(s, 9, 1, 1), "" },
	};
	struct sink sink = { .arena = &arena };
	struct buf out = BUF_INIT;
	struct finding *f;
	struct report r;

	for (uint32_t i = 0; i < sizeof list / sizeof *list; i++)
		finding_fix(&arena, sink_add(&sink, notices[i % 3], in_line(s, 9 + i, 0, 4), "edit %u", i), list[i].at, list[i].text);
	sink.findings.at[2]->unsafe = true;
	f = sink_add(&sink, &rule, in_line(s, 50, 0, 4), "several edits");
	f->unsafe = true;
	for (uint32_t i = 0; i < 5; i++)
		finding_fix(&arena, f, in_line(i == 2 ? far : s, 10 + i, 0, 1), i == 3 ? "" : "z");
	sink_sort(&sink);
	r = report_of(&sink);
	put_formats(&out, &r);
	assert_golden("edits.txt", &out);
}
END_TEST

/* Whose they are, what silences them, what brings them, and which of them are equal but for their place. */
START_TEST(findings_of_all_sorts)
{
	static const struct subject subjects[] = {
		{ "a/v1", "Kind", "ns", "name" }, { "a/v2", "Kind", "ns", "name" }, { "b/v1", "Kind", "ns", "name" }, { "v1", "Kind", "ns", "name" }, { NULL, "Kind", "ns", "name" },
		{ "a/v1", "Kind", "", "name" }, { "a/v1", "Kind", NULL, "name" }, { "a/v1", "Kind", "ns", NULL }, { "a/v1", "Kind", "ns", "" }, { "a/v1", NULL, "ns", "name" }, { "a/v1", "", "ns", "name" },
	};
	static const struct built builds[] = { { .unit = "app/dev", .kind = "folder" }, { .unit = "app/prod", .kind = "kustomization" } };
	const struct source *s = long_source("near.yaml", false), *other = long_source("a b/100%.yaml", false);
	struct sink sink = { .arena = &arena };
	struct buf out = BUF_INIT;
	struct report r;

	for (uint32_t i = 0; i < 33; i++) {
		struct finding *f = sink_add(&sink, notices[i % 3], in_line(i % 5 == 4 ? other : s, 9 + i, i % 2, 4 + i % 3), "finding %u", i % 4);

		f->subject = subjects[i % 11];
		f->path = i % 4 == 0 ? NULL : i % 4 == 1 ? "" : "spec.a";
		f->mesh = i % 6 == 5 ? "east" : NULL;
		f->suppression = i == 20 ? SUPPRESSION_IN_SOURCE : i == 21 || i == 22 ? SUPPRESSION_EXTERNAL : SUPPRESSION_NONE;
		f->justification = i == 22 ? "because" : NULL;
		if (i % 7 == 0)
			f->severity = (enum severity)(i / 7 % 4);
		for (uint32_t k = 0; k < i % 3; k++)
			vec_push(&arena, &f->built, &builds[k]);
	}
	for (uint32_t i = 0; i < 6; i++) { /* of two kinds in turn, which are told apart by their number */
		struct finding *f = sink_add(&sink, &rule, in_line(s, 60 + i, 0, 4), "once more");

		f->subject = subjects[i % 2 * 2];
		f->path = "spec.same";
	}
	sink_sort(&sink);
	r = report_of(&sink);
	r.show_suppressed = true;
	put_formats(&out, &r);
	r.show_suppressed = false;
	r.min_severity = SEVERITY_WARNING;
	r.root = NULL;
	put_formats(&out, &r);
	r.min_severity = SEVERITY_OFF;
	r.folder = NULL;
	r.n_findings = 1;
	r.style = (struct report_style){ .colour = true, .width = 0 };
	r.quiet = true;
	put_formats(&out, &r);
	r.statistics = true;
	put_formats(&out, &r);
	r.n_findings = 0;
	put_formats(&out, &r);
	assert_golden("sorts.txt", &out);
}
END_TEST

/* Where the terminal has links, places are links to files of this machine. */
START_TEST(links)
{
	static const char *const names[] = { "a.yaml", "a b/\xc3\xa4.yaml", "../x.yaml", "/tmp/./y.yaml", "\033]8;;.yaml" };
	struct sink sink = { .arena = &arena };
	struct buf out = BUF_INIT;
	struct report r;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct source *s = text_source(names[i], "a: b\n");

		finding_relate(&arena, sink_add(&sink, &rule, (struct span){ s, 3, 4 }, "here"), (struct span){ s, 0, 1 }, "there");
	}
	sink_add(&sink, &rule, (struct span){ NULL, 0, 0 }, "nowhere");
	sink_sort(&sink);
	r = report_of(&sink);
	r.style.host = "box";
	report_text(&out, &r);
	report_concise(&out, &r);
	r.folder = NULL;
	report_concise(&out, &r);
	assert_golden("links.txt", &out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("report texts");
	TCase *tests = tcase_create("report texts");

	tcase_add_checked_fixture(tests, NULL, release);
	tcase_add_test(tests, windows);
	tcase_add_test(tests, widths);
	tcase_add_test(tests, pages);
	tcase_add_test(tests, descriptions);
	tcase_add_test(tests, escapes);
	tcase_add_test(tests, units);
	tcase_add_test(tests, summaries);
	tcase_add_test(tests, related_places);
	tcase_add_test(tests, edits_of_all_sorts);
	tcase_add_test(tests, findings_of_all_sorts);
	tcase_add_test(tests, links);
	suite_add_tcase(suite, tests);
	return suite_run(suite, CK_FORK_GETENV);
}
