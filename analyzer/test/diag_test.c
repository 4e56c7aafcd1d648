/* Suite of diag: severities, findings, their order, duplicates. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "diag/diag.h"
#include "test/run.h"

static const struct notice first = { .code = "AA001", .name = "first", .severity = SEVERITY_WARNING };
static const struct notice second = { .code = "BB001", .name = "second", .severity = SEVERITY_ERROR };

static struct arena arena = ARENA_INIT;
static struct source *a, *b;

static void setup(void)
{
	a = source_make(&arena, "a.yaml", "one\ntwo\nthree\n", 14);
	b = source_make(&arena, "b.yaml", "one\ntwo\n", 8);
}

static void teardown(void)
{
	arena_release(&arena);
}

static struct span at(const struct source *s, uint32_t begin, uint32_t end)
{
	return (struct span){ s, begin, end };
}

START_TEST(severities)
{
	enum severity s;

	for (int i = SEVERITY_OFF; i <= SEVERITY_ERROR; i++)
		ck_assert(severity_parse(severity_name((enum severity)i), &s) && (int)s == i);
	ck_assert(!severity_parse("fatal", &s) && !severity_parse("", &s));
	ck_assert_str_eq(severity_name(SEVERITY_INFO), "info");
}
END_TEST

START_TEST(parts)
{
	struct sink s = { .arena = &arena };
	struct finding *f = sink_add(&s, &first, at(a, 0, 3), "the host \"%s\" has %d", "x", 2);

	finding_relate(&arena, f, at(b, 4, 7), "see \"%s\"", "two");
	finding_fix(&arena, f, at(a, 0, 3), "1");
	ck_assert_str_eq(f->message, "the host \"x\" has 2");
	ck_assert(f->severity == SEVERITY_WARNING && f->notice == &first && f->suppression == SUPPRESSION_NONE);
	ck_assert(f->related.n == 1 && f->edits.n == 1);
	ck_assert_str_eq(f->related.at[0].message, "see \"two\"");
	ck_assert_str_eq(f->edits.at[0].text, "1");
}
END_TEST

static void add_all(struct sink *s, int order)
{
	static const struct {
		int source;
		uint32_t begin, end;
		const struct notice *notice;
		const char *message;
	} list[] = {
		{ 0, 0, 0, &first, "nowhere" }, { 1, 0, 3, &first, "x" }, { 1, 0, 3, &first, "y" },
		{ 1, 0, 3, &second, "a" }, { 1, 4, 7, &first, "x" }, { 2, 0, 1, &first, "x" }, { 2, 4, 7, &second, "x" },
	};
	int n = sizeof list / sizeof *list;

	for (int i = 0; i < n; i++) {
		int k = order == 0 ? i : order == 1 ? n - 1 - i : (i * 3) % n;
		const struct source *src = list[k].source == 0 ? NULL : list[k].source == 1 ? a : b;

		sink_add(s, list[k].notice, at(src, list[k].begin, list[k].end), "%s", list[k].message);
	}
}

static char *listing(const struct sink *s)
{
	struct buf out = BUF_INIT;
	char *text;

	for (size_t i = 0; i < s->findings.n; i++) {
		const struct finding *f = s->findings.at[i];

		buf_printf(&out, "%s:%u:%s:%s ", f->span.source ? f->span.source->name : "-", f->span.begin,
			f->notice->code, f->message);
	}
	text = arena_strdup(&arena, out.at);
	buf_release(&out);
	return text;
}

START_TEST(order)
{
	const char *want = "-:0:AA001:nowhere a.yaml:0:AA001:x a.yaml:0:AA001:y a.yaml:0:BB001:a "
		"a.yaml:4:AA001:x b.yaml:0:AA001:x b.yaml:4:BB001:x ";

	for (int i = 0; i < 3; i++) {
		struct sink s = { .arena = &arena }, t = { .arena = &arena };

		add_all(&s, i);
		add_all(&t, 2 - i);
		sink_join(&s, &t);
		ck_assert(t.findings.n == 0 && s.findings.n == 14);
		sink_sort(&s);
		ck_assert_str_eq(listing(&s), want);
		sink_sort(&s);
		ck_assert_str_eq(listing(&s), want);
	}
}
END_TEST

/* Which of several equal findings stays does not depend on which came first. */
START_TEST(duplicates)
{
	for (int i = 0; i < 2; i++) {
		struct sink s = { .arena = &arena };

		for (int k = 0; k < 2; k++) {
			struct finding *f = sink_add(&s, &first, at(a, 0, 3), "same");

			f->path = (i ^ k) ? "spec.b" : "spec.a";
		}
		sink_sort(&s);
		ck_assert_uint_eq(s.findings.n, 1);
		ck_assert_str_eq(s.findings.at[0]->path, "spec.a");
	}
}
END_TEST

/* ... nor do the further places that it has, or in which order it names what brings it. */
START_TEST(duplicates_of_builds)
{
	static const struct built builds[] = { { .unit = "app/dev" }, { .unit = "app/prod" } };

	for (int i = 0; i < 2; i++) {
		struct sink s = { .arena = &arena };

		for (int k = 0; k < 2; k++) {
			struct finding *f = sink_add(&s, &first, at(a, 0, 3), "same");

			vec_push(&arena, &f->built, &builds[i ^ k]);
		}
		for (int k = 0; k < 2; k++)
			finding_relate(&arena, sink_add(&s, &first, at(a, 4, 7), "other"), at(b, 0, 3), (i ^ k) ? "then" : "now");
		sink_sort(&s);
		ck_assert_uint_eq(s.findings.n, 2);
		ck_assert_uint_eq(s.findings.at[0]->built.n, 2);
		ck_assert_str_eq(s.findings.at[0]->built.at[0]->unit, "app/dev");
		ck_assert_uint_eq(s.findings.at[1]->related.n, 2);
		ck_assert_str_eq(s.findings.at[1]->related.at[0].message, "now");
	}
}
END_TEST

START_TEST(nothing)
{
	struct sink s = { .arena = &arena }, t = { .arena = &arena };

	sink_join(&s, &t);
	sink_sort(&s);
	ck_assert_uint_eq(s.findings.n, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("diag");
	TCase *t = tcase_create("diag");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, severities);
	tcase_add_test(t, parts);
	tcase_add_test(t, order);
	tcase_add_test(t, duplicates);
	tcase_add_test(t, duplicates_of_builds);
	tcase_add_test(t, nothing);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK_GETENV);
}
