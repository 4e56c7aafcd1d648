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

/* Of two findings this one comes first, or stays alone, whichever was added first. */
static void check_stays(const char *what, const struct finding *x, const struct finding *y, const struct finding *stays, size_t n)
{
	for (int i = 0; i < 2; i++) {
		struct sink s = { .arena = &arena };

		for (int k = 0; k < 2; k++) {
			struct finding *f = arena_new(&arena, struct finding);

			*f = i ^ k ? *y : *x;
			f->object = i ^ k ? y : x;
			vec_push(&arena, &s.findings, f);
		}
		sink_sort(&s);
		ck_assert_msg(s.findings.n == n && s.findings.at[0]->object == stays, "%s, %s", what, i ? "the second before" : "the first before");
	}
}

/* Each difference outweighs all that are behind it. */
START_TEST(order_of_differences)
{
	struct finding list[] = { /* each with what is smaller than in the one before it, and all that follows larger */
		{ .span = at(a, 9, 9), .notice = &second, .message = "y", .mesh = "b", .path = "b", .subject = { .ns = "b", .name = "b", .kind = "b" }, .suppression = 1 },
		{ .span = at(b, 8, 9), .notice = &second, .message = "y", .mesh = "b", .path = "b", .subject = { .ns = "b", .name = "b", .kind = "b" }, .suppression = 1 },
		{ .span = at(b, 9, 9), .notice = &first, .message = "y", .mesh = "b", .path = "b", .subject = { .ns = "b", .name = "b", .kind = "b" }, .suppression = 1 },
		{ .span = at(b, 9, 9), .notice = &second, .message = "x", .mesh = "b", .path = "b", .subject = { .ns = "b", .name = "b", .kind = "b" }, .suppression = 1 },
		{ .span = at(b, 9, 8), .notice = &second, .message = "y", .mesh = "b", .path = "b", .subject = { .ns = "b", .name = "b", .kind = "b" }, .suppression = 1 },
		{ .span = at(b, 9, 9), .notice = &second, .message = "y", .mesh = "a", .path = "b", .subject = { .ns = "b", .name = "b", .kind = "b" }, .suppression = 1 },
		{ .span = at(b, 9, 9), .notice = &second, .message = "y", .mesh = "b", .path = "a", .subject = { .ns = "b", .name = "b", .kind = "b" }, .suppression = 1 },
		{ .span = at(b, 9, 9), .notice = &second, .message = "y", .mesh = "b", .path = "b", .subject = { .ns = "a", .name = "b", .kind = "b" }, .suppression = 1 },
		{ .span = at(b, 9, 9), .notice = &second, .message = "y", .mesh = "b", .path = "b", .subject = { .ns = "b", .name = "a", .kind = "b" }, .suppression = 1 },
		{ .span = at(b, 9, 9), .notice = &second, .message = "y", .mesh = "b", .path = "b", .subject = { .ns = "b", .name = "b", .kind = "a" }, .suppression = 1 },
		{ .span = at(b, 9, 9), .notice = &second, .message = "y", .mesh = "b", .path = "b", .subject = { .ns = "b", .name = "b", .kind = "b" } },
		{ .span = at(b, 9, 9), .notice = &second, .message = "y", .mesh = "b", .path = "b", .subject = { .ns = "b", .name = "b", .kind = "b" }, .suppression = 1 },
	};
	size_t n = sizeof list / sizeof *list;

	finding_relate(&arena, &list[n - 1], at(a, 0, 0), "the more the earlier");
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			check_stays(arena_printf(&arena, "difference %zu before %zu", i, k), &list[i], &list[k], &list[i], i < 4 ? 2 : 1);
}
END_TEST

static struct finding with_places(size_t n, const struct related *places, size_t n_built, const struct built *const *built)
{
	struct finding f = { .notice = &first, .span = at(a, 0, 3), .message = "same" };

	for (size_t i = 0; i < n; i++)
		vec_push(&arena, &f.related, places[i]);
	for (size_t i = 0; i < n_built; i++)
		vec_push(&arena, &f.built, built[i]);
	return f;
}

/* Further places: the more the earlier, then the first that differs; then what brings it, the fewer the earlier. */
START_TEST(order_of_places)
{
	const struct related places[] = { { { NULL, 9, 9 }, "y" }, { at(a, 8, 9), "y" }, { at(a, 9, 9), "x" }, { at(a, 9, 9), "y" }, { at(b, 0, 0), "a" } };
	static const struct built units[] = { { .unit = "a" }, { .unit = "b" } };
	const struct built *const dev[] = { &units[0], &units[0] }, *const prod[] = { &units[0], &units[1] }, *const last[] = { &units[1], &units[0] };
	struct finding x, y;

	for (size_t i = 0; i < 5; i++)
		for (size_t k = i + 1; k < 5; k++) {
			struct related two[] = { places[3], places[i] }, other[] = { places[3], places[k] };

			x = with_places(1, &places[i], 2, last);
			y = with_places(1, &places[k], 2, dev);
			check_stays("one place", &x, &y, &x, 1);
			x = with_places(2, two, 2, last);
			y = with_places(2, other, 2, dev);
			check_stays("the second place", &x, &y, &x, 1);
			x = with_places(2, (struct related[]){ places[k], places[k] }, 2, last);
			y = with_places(1, &places[i], 2, dev);
			check_stays("more places", &x, &y, &x, 1);
		}
	x = with_places(1, places, 2, dev);
	y = with_places(1, places, 2, prod);
	check_stays("the second unit", &x, &y, &x, 1);
	x = with_places(1, places, 2, prod);
	y = with_places(1, places, 2, last);
	check_stays("the first unit", &x, &y, &x, 1);
	x = with_places(1, places, 1, prod);
	y = with_places(1, places, 2, dev);
	check_stays("fewer units", &x, &y, &x, 1);
}
END_TEST

/* What is the same is not named twice; of many places so many are named. */
START_TEST(joining)
{
	static const struct built units[] = { { .unit = "a" }, { .unit = "a" } };
	struct finding f = with_places(0, NULL, 0, NULL), same = with_places(0, NULL, 0, NULL);

	vec_push(&arena, &f.built, &units[0]);
	vec_push(&arena, &same.built, &units[1]);
	vec_push(&arena, &same.built, &units[0]);
	finding_relate(&arena, &f, at(a, 0, 1), "here");
	finding_relate(&arena, &same, at(a, 0, 2), "here");
	finding_relate(&arena, &same, at(a, 1, 1), "here");
	finding_relate(&arena, &same, at(b, 0, 1), "here");
	finding_relate(&arena, &same, at(a, 0, 1), "there");
	finding_join(&arena, &f, &same);
	finding_join(&arena, &f, &same);
	ck_assert(f.built.n == 2 && f.built.at[1] == &units[1]);
	ck_assert_uint_eq(f.related.n, 4);
	ck_assert(f.related.at[1].span.begin == 1 && f.related.at[2].span.source == b && strcmp(f.related.at[3].message, "there") == 0);
	for (uint32_t i = 0; i < 20; i++)
		finding_relate(&arena, &same, at(b, i, i), "many");
	finding_join(&arena, &f, &same);
	ck_assert_uint_eq(f.related.n, 16);
	ck_assert_uint_eq(f.related.at[15].span.begin, 11);
	finding_join(&arena, &same, &f);
	ck_assert_uint_eq(same.related.n, 24);
}
END_TEST

static const char *offsets(const struct sink *s)
{
	const char *text = "";

	for (size_t i = 0; i < s->findings.n; i++)
		text = arena_printf(&arena, "%s%s%u%s", text, s->findings.at[i]->span.source == a ? " a" : " b", s->findings.at[i]->span.begin, s->findings.at[i]->notice->code);
	return text;
}

START_TEST(withdrawing)
{
	struct sink s = { .arena = &arena };

	sink_withdraw(&s, &first, at(a, 0, 9));
	ck_assert_uint_eq(s.findings.n, 0);
	sink_add(&s, &first, at(a, 4, 5), "alone");
	sink_withdraw(&s, &first, at(a, 0, 9));
	ck_assert_uint_eq(s.findings.n, 0);
	sink_add(&s, &first, at(a, 4, 5), "of another time");
	sink_add(&s, &first, at(b, 4, 5), "of another file");
	sink_add(&s, &first, at(a, 4, 5), "within");
	sink_add(&s, &second, at(a, 4, 5), "of another kind");
	sink_add(&s, &first, at(a, 7, 9), "the last within");
	sink_add(&s, &first, at(a, 8, 9), "behind");
	sink_withdraw(&s, &first, at(a, 4, 8));
	ck_assert_str_eq(offsets(&s), " a4AA001 b4AA001 a4BB001 a8AA001");
	sink_add(&s, &first, at(a, 3, 5), "before");
	sink_withdraw(&s, &first, at(a, 4, 9));
	ck_assert_str_eq(offsets(&s), " a4AA001 b4AA001 a4BB001 a8AA001 a3AA001");
}
END_TEST

START_TEST(unquoting)
{
	static const char *const summaries[][2] = { { "A b", "a b" }, { "Z b", "z b" }, { "@A", "@A" }, { "[A", "[A" }, { "b A", "b A" }, { "", "" } };

	for (size_t i = 0; i < sizeof summaries / sizeof *summaries; i++) {
		struct notice n = { .code = "AA001", .summary = summaries[i][0] };
		struct sink s = { .arena = &arena };
		struct finding *f = sink_add(&s, &n, at(a, 0, 3), "quotes \"x\"");

		finding_relate(&arena, f, at(a, 0, 3), "there");
		finding_fix(&arena, f, at(a, 0, 3), "y");
		finding_unquote(&arena, f);
		ck_assert_str_eq(f->message, summaries[i][1]);
		ck_assert(f->related.n == 0 && f->edits.n == 0);
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
	tcase_add_test(t, order_of_differences);
	tcase_add_test(t, order_of_places);
	tcase_add_test(t, joining);
	tcase_add_test(t, withdrawing);
	tcase_add_test(t, unquoting);
	tcase_add_test(t, nothing);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK_GETENV);
}
