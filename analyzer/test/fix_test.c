/*
 * Holds fixes against what they promise, on all fixtures of the rules, the bad examples of their pages, and the cases of testdata/fix.
 *
 * Each case with findings that carry edits is fixed in a copy, as it is and with CR LF at the ends of its lines: these findings are gone, or
 * said to be left for what would come of it, and are as many as are counted; there are no new ones, be it with unsafe fixes or without; each file is what the edits, made one by one from the end, make of it, and
 * so all other bytes are as they were; and a second time changes nothing. testdata/fix/<case>/ holds a tree and in want.files/ what comes of it; something is
 * left in those whose names begin with "refused", and in no other.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/options.h"
#include "doc/notices.h"
#include "fix/diff.h"
#include "fix/fix.h"
#include "lint/config.h"
#include "lint/edits.h"
#include "lint/input.h"
#include "rules/registry.h"
#include "test/golden.h"
#include "test/page.h"
#include "test/run.h"
#include "test/spawn.h"
#include "test/tree.h"

#define RULES "testdata/rules"
#define OWN "testdata/fix"

static struct arena arena;
static const char *home;

static struct {
	VEC(const char *) folders;
} cases;

static struct map shown; /* notices whose edits were made */
static size_t n_fixed, n_refused, n_cases;

/* A case that is open: the working folder is a copy of it. */
struct bench {
	struct arena arena;
	struct options options;
	struct lint_options lint;
	const char *scratch;
};

static void put_crlf(const char *folder)
{
	struct tree_names files = tree_files(&arena, folder);

	for (size_t i = 0; i < files.names.n; i++) {
		const char *path = arena_printf(&arena, "%s/%s", folder, files.names.at[i]);
		struct buf b = BUF_INIT;
		size_t n;
		const char *text = tree_read(&arena, path, &n);

		for (size_t k = 0; k < n; k++) {
			if (text[k] == '\n' && (!k || text[k - 1] != '\r'))
				buf_putc(&b, '\r');
			buf_putc(&b, text[k]);
		}
		tree_write(path, b.n ? b.at : "", b.n);
		buf_release(&b);
	}
}

static bool is_page(const char *folder)
{
	size_t n = strlen(folder);

	return n > 3 && strcmp(folder + n - 3, ".md") == 0;
}

/* Put a page's bad example into the scratch folder; the words of its options. */
static const char *unfold(const char *path, const char *scratch)
{
	const char *text = tree_read(&arena, arena_printf(&arena, "%s/%s", home, path), NULL), *wrong;
	struct page_text page;

	wrong = page_parse(&arena, text, &page);
	ck_assert_msg(!wrong, "%s: %s", path, wrong);
	for (size_t i = 0; i < page.bad.list.n; i++)
		if (page.bad.list.at[i].path)
			tree_write(arena_printf(&arena, "%s/%s", scratch, page.bad.list.at[i].path), page.bad.list.at[i].text, strlen(page.bad.list.at[i].text));
	return page.options;
}

/* A copy of the case; the words of its options. */
static const char *copy(const char *folder, const char *scratch)
{
	if (is_page(folder))
		return unfold(folder, scratch);
	tree_copy(&arena, arena_printf(&arena, "%s/%s", home, folder), scratch);
	tree_remove(arena_printf(&arena, "%s/want.files", scratch));
	return tree_read(&arena, arena_printf(&arena, "%s/%s/args", home, folder), NULL);
}

static void bench_open(struct bench *b, const char *folder, bool crlf)
{
	const char *scratch = tree_scratch(&arena), *args = copy(folder, scratch);
	const char *const first[] = { "meshlint", "check", NULL }, *const last[] = { ".", NULL };
	const char *const *words = spawn_join(&b->arena, spawn_join(&b->arena, first, spawn_words(&b->arena, args ? args : "")), last);
	struct buf errors = BUF_INIT;
	int n = 0;

	b->scratch = scratch;
	if (crlf)
		put_crlf(b->scratch);
	ck_assert_int_eq(chdir(b->scratch), 0);
	while (words[n])
		n++;
	ck_assert_msg(options_read(&b->options, &b->arena, &registry, n, (char **)(uintptr_t)words, &errors), "%s: %s", folder, errors.n ? errors.at : "");
	if (tree_is_there(".meshlint.yaml"))
		ck_assert_msg(config_load(&b->options.settings, &b->arena, ".meshlint.yaml", NULL, &registry, &errors), "%s: %s", folder, errors.n ? errors.at : "");
	buf_release(&errors);
	b->lint = (struct lint_options){ .catalogue = &registry, .settings = &b->options.settings, .paths = b->options.words.at,
		.n_paths = b->options.words.n, .jobs = 1, .all = true };
}

static void bench_close(struct bench *b)
{
	ck_assert_int_eq(chdir(home), 0);
	tree_remove(b->scratch);
	arena_release(&b->arena);
}

static bool has_edits(const struct finding *f)
{
	return f->edits.n && f->suppression == SUPPRESSION_NONE;
}

static const char *words_of(const struct finding *f)
{
	return arena_printf(&arena, "%s %s %s/%s/%s %s", f->notice->code, f->span.source ? f->span.source->name : "", f->subject.kind ? f->subject.kind : "",
		f->subject.ns ? f->subject.ns : "", f->subject.name ? f->subject.name : "", f->path ? f->path : "");
}

/* How often findings of these words are in the run; edits: only such as carry edits. */
static size_t times(const struct lint_result *r, const char *words, bool edits)
{
	size_t n = 0;

	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];

		n += f->suppression == SUPPRESSION_NONE && (!edits || has_edits(f)) && strcmp(words_of(f), words) == 0;
	}
	return n;
}

static void hold_findings(const char *name, const struct lint_result *before, const struct lint_result *after, bool refused)
{
	for (size_t i = 0; i < after->findings.findings.n; i++) {
		const struct finding *f = after->findings.findings.at[i];
		const char *words = words_of(f);

		if (f->suppression != SUPPRESSION_NONE)
			continue;
		ck_assert_msg(times(after, words, false) <= times(before, words, false), "%s: a new finding: %s: %s", name, words, f->message);
		ck_assert_msg(!has_edits(f) || refused, "%s: not fixed: %s: %s", name, words, f->message);
	}
}

/* The edits of a run made from the end of the file on, the simplest way there is. */
static void make_simply(struct buf *text, const char *name, const struct lint_result *r)
{
	const struct edit *list[256];
	size_t n = 0, last = SIZE_MAX;

	for (size_t i = 0; i < r->findings.findings.n; i++)
		for (size_t k = 0; has_edits(r->findings.findings.at[i]) && k < r->findings.findings.at[i]->edits.n; k++) {
			const struct edit *e = &r->findings.findings.at[i]->edits.at[k];
			size_t at = n;

			if (strcmp(e->span.source->name, name) != 0 || n == 256)
				continue;
			while (at && (list[at - 1]->span.begin > e->span.begin || (list[at - 1]->span.begin == e->span.begin && list[at - 1]->span.end > e->span.end))) {
				list[at] = list[at - 1];
				at--;
			}
			list[at] = e;
			n++;
		}
	while (n--) {
		const struct edit *e = list[n];
		struct buf made = BUF_INIT;

		if (e->span.begin == last && e->span.end > last)
			continue; /* two findings, one edit */
		last = e->span.begin;
		buf_add(&made, text->at, e->span.begin);
		buf_puts(&made, e->text);
		buf_add(&made, text->at + e->span.end, text->n - e->span.end);
		buf_release(text);
		*text = made;
	}
}

/* Round after round of them. */
static void hold_bytes(const char *name, const struct bench *b, const struct fix_file *file)
{
	struct buf text = BUF_INIT;
	size_t before = 0;

	buf_add(&text, file->before, file->n_before);
	for (int round = 0; round < 12 && text.n != before; round++) {
		struct lint_bytes bytes = { file->name, text.at, text.n };
		struct lint_options lint = b->lint;
		struct lint_result r;
		const char *copy = arena_strndup(&arena, text.at, text.n);

		before = text.n;
		lint.overlay = &bytes;
		lint.n_overlay = 1;
		lint_run(&lint, &r);
		make_simply(&text, file->name, &r);
		if (text.n == before && memcmp(copy, text.at, text.n) != 0)
			before = 0;
		lint_release(&r);
	}
	ck_assert_msg(text.n == file->n_after && memcmp(text.at, file->after, text.n) == 0, "%s: %s is not what its edits make of it:\n%s", name, file->name, file->after);
	buf_release(&text);
}

static void hold_lines(const char *name, const struct fix_file *f)
{
	for (size_t i = 0; i < f->n_after; i++)
		ck_assert_msg(f->after[i] != '\n' || (i && f->after[i - 1] == '\r'), "%s: %s has lost a CR", name, f->name);
}

/* A diff is applied by patch(1) as by --fix: what it says of the new text is in the new text. */
static void hold_diff(const char *name, const struct fix_file *f)
{
	struct buf diff = BUF_INIT;
	const char *at = f->after;

	diff_write(&diff, f->name, f->before, f->n_before, f->after, f->n_after, false);
	ck_assert_msg(diff.n > 0, "%s: no diff", name);
	for (const char *line = diff.at; *line; line += strcspn(line, "\n") + 1) {
		size_t n = strcspn(line, "\n");
		const char *text = arena_strndup(&arena, line + 1, n - 1);

		if (strncmp(line, "+++", 3) == 0 || (*line != '+' && *line != ' '))
			continue;
		at = strstr(at, text);
		ck_assert_msg(at != NULL, "%s: the diff has a line that the text has not: %s", name, text);
	}
	buf_release(&diff);
}

static void note_shown(const struct lint_result *before)
{
	for (size_t i = 0; i < before->findings.findings.n; i++) {
		const struct finding *f = before->findings.findings.at[i];

		ck_assert_msg(!f->edits.n || f->notice->fixable, "%s has edits and its notice does not say so", f->notice->code);
		if (has_edits(f))
			*map_at(&arena, &shown, f->notice, NULL, NULL) = (void *)f->notice;
	}
}

static size_t count_edits(const struct lint_result *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->findings.findings.n; i++)
		n += has_edits(r->findings.findings.at[i]);
	return n;
}

/* Fixes that are asked for without those that are unsafe: as many are made as are counted, and nothing is new. */
static void hold_safe(const char *name, const struct bench *b, const struct lint_result *before)
{
	struct lint_options lint = b->lint;
	struct fix_result safe;
	struct lint_result after;
	struct lint_bytes *overlay;
	size_t n = 0, left = 0;

	fix_run(&(struct fix_options){ .lint = &b->lint }, &safe);
	overlay = arena_array(&arena, struct lint_bytes, safe.files.n);
	for (size_t i = 0; i < safe.files.n; i++)
		overlay[i] = (struct lint_bytes){ safe.files.at[i].name, safe.files.at[i].after, safe.files.at[i].n_after };
	lint.overlay = overlay;
	lint.n_overlay = safe.files.n;
	lint_run(&lint, &after);
	for (size_t i = 0; i < before->findings.findings.n; i++)
		n += has_edits(before->findings.findings.at[i]) && !before->findings.findings.at[i]->unsafe;
	for (size_t i = 0; i < after.findings.findings.n; i++) {
		const struct finding *f = after.findings.findings.at[i];

		left += has_edits(f) && !f->unsafe;
		ck_assert_msg(f->suppression != SUPPRESSION_NONE || times(&after, words_of(f), false) <= times(before, words_of(f), false), "%s: safe fixes bring %s", name,
			words_of(f));
	}
	ck_assert_msg(left == safe.refused.n, "%s: %zu safe fixes are left, %zu are said to be", name, left, safe.refused.n);
	ck_assert_msg(safe.fixed + left == n, "%s: %zu findings carry safe edits, %zu are fixed", name, n, safe.fixed);
	lint_release(&after);
	fix_release(&safe);
}

static void fix_case(const char *folder, bool crlf)
{
	const char *name = arena_printf(&arena, "%s%s", folder, crlf ? " with CR LF" : "");
	bool own = strncmp(folder, OWN, strlen(OWN)) == 0, refused = own && strstr(folder, "/refused") != NULL;
	struct bench b = { 0 };
	struct lint_result before, after;
	struct fix_result once, twice;

	bench_open(&b, folder, crlf);
	lint_run(&b.lint, &before);
	note_shown(&before);
	if (count_edits(&before) || refused) {
		if (!crlf)
			hold_safe(name, &b, &before);
		fix_run(&(struct fix_options){ .lint = &b.lint, .unsafe = true }, &once);
		ck_assert_msg(!own || (once.refused.n > 0) == refused, "%s: %s", name, refused ? "nothing is refused" : once.refused.at[0].message);
		refused = once.refused.n > 0;
		ck_assert_msg(once.fixed + (refused ? once.refused.n : 0) == count_edits(&before), "%s: %zu findings carry edits, %zu are fixed", name, count_edits(&before), once.fixed);
		for (size_t i = 0; i < once.refused.n && !crlf; i++)
			n_refused += once.refused.at[i].n;
		for (size_t i = 0; i < once.files.n; i++) {
			const struct fix_file *f = &once.files.at[i];

			if (!refused)
				hold_bytes(name, &b, f);
			if (crlf)
				hold_lines(name, f);
			hold_diff(name, f);
			tree_write(f->name, f->after, f->n_after);
		}
		n_fixed += crlf ? 0 : once.fixed;
		n_cases += !crlf;
		lint_run(&b.lint, &after);
		hold_findings(name, &before, &after, refused);
		fix_run(&(struct fix_options){ .lint = &b.lint, .unsafe = true }, &twice);
		ck_assert_msg(twice.files.n == 0, "%s: a second time changes %s", name, twice.files.n ? twice.files.at[0].name : "");
		fix_release(&twice);
		lint_release(&after);
		fix_release(&once);
	}
	lint_release(&before);
	bench_close(&b);
}

START_TEST(fixes_hold)
{
	fix_case(cases.folders.at[_i], false);
	fix_case(cases.folders.at[_i], true);
}
END_TEST

#define MANY 150

static void write_many(const char *folder)
{
	struct buf locks = BUF_INIT, clients = BUF_INIT;

	buf_puts(&locks, "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n");
	for (int i = 0; i < MANY; i++) {
		buf_printf(&locks, "---\napiVersion: v1\nkind: Service\nmetadata: {name: web%d, namespace: shop}\nspec: {ports: [{name: http, port: 80}], selector: {app: web%d}}\n", i, i);
		buf_printf(&locks, "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web%d, namespace: shop}\nspec:\n  selector: {matchLabels: {app: web%d}}\n", i, i);
		buf_printf(&locks, "  template:\n    metadata: {labels: {app: web%d}}\n    spec: {containers: [{name: web, image: web, ports: [{containerPort: 80}]}]}\n", i);
		buf_printf(&locks, "---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: web%d, namespace: shop}\nspec:\n"
			"  selector: {matchLabels: {app: web%d}}\n  mtls: {mode: STRCT}\n", i, i);
		buf_printf(&clients, "---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: web%d, namespace: shop}\nspec:\n  host: web%d\n"
			"  trafficPolicy:\n    tls: {mode: DISABLE}\n    connectionPool: {tcp: {connectTimeout: 5}}\n", i, i);
	}
	tree_write(arena_printf(&arena, "%s/locks.yaml", folder), locks.at, locks.n);
	tree_write(arena_printf(&arena, "%s/clients.yaml", folder), clients.at, clients.n);
	buf_release(&locks);
	buf_release(&clients);
}

/* More fixes bring something elsewhere than can be told apart: those that may are held, all of them, and no other. */
START_TEST(more_than_can_be_told)
{
	const char *scratch = tree_scratch(&arena), *const paths[] = { "." };
	struct settings settings = { 0 };
	struct lint_options lint = { .catalogue = &registry, .settings = &settings, .paths = paths, .n_paths = 1, .jobs = 1, .all = true };
	struct fix_result r;
	size_t unsure = 0;

	write_many(scratch);
	ck_assert_int_eq(chdir(scratch), 0);
	fix_run(&(struct fix_options){ .lint = &lint }, &r);
	ck_assert_uint_eq(r.fixed, MANY);
	ck_assert_uint_eq(r.files.n, 1);
	ck_assert_str_eq(r.files.at[0].name, "clients.yaml");
	ck_assert_uint_eq(r.refused.n, MANY);
	for (size_t i = 0; i < r.refused.n; i++)
		unsure += !r.refused.at[i].sure;
	ck_assert_uint_gt(unsure, 0);
	ck_assert_uint_lt(unsure, MANY);
	fix_release(&r);
	ck_assert_int_eq(chdir(home), 0);
	tree_remove(scratch);
}
END_TEST

/* What comes of the cases of our own, to the letter. */
START_TEST(wanted_files)
{
	struct tree_names list = tree_cases(&arena, OWN, NULL);

	for (size_t i = 0; i < list.names.n; i++) {
		const char *folder = arena_printf(&arena, OWN "/%s", list.names.at[i]);
		struct bench b = { 0 };
		struct fix_result r;

		bench_open(&b, folder, false);
		fix_run(&(struct fix_options){ .lint = &b.lint, .unsafe = true }, &r);
		for (size_t k = 0; k < r.files.n; k++) {
			const char *wrong = golden_file(&arena, arena_printf(&arena, "%s/%s/want.files/%s", home, folder, r.files.at[k].name), r.files.at[k].after);

			ck_assert_msg(!wrong, "%s: %s: %s", folder, r.files.at[k].name, wrong);
		}
		ck_assert_msg(r.files.n == tree_files(&arena, arena_printf(&arena, "%s/%s/want.files", home, folder)).names.n, "%s: other files change", folder);
		fix_release(&r);
		bench_close(&b);
	}
}
END_TEST

/* Findings that want different things in one place keep no edits; of safe and unsafe ones the safe; silenced ones want nothing. */
START_TEST(edits_in_one_place)
{
	static const struct {
		uint32_t begin, end;
		const char *text;
		bool unsafe, silenced, kept;
	} wants[] = {
		{ 0, 1, "a", false, false, false }, { 0, 1, "b", false, false, false }, /* two answers */
		{ 2, 3, "a", false, false, true }, { 2, 3, "a", false, false, true },   /* one */
		{ 4, 5, "a", false, false, true }, { 4, 5, "b", true, false, false },   /* a sure one, and a guess */
		{ 6, 7, "a", true, false, false }, { 6, 7, "b", true, false, false },   /* two guesses */
		{ 8, 9, "a", false, false, true }, { 8, 9, "b", false, true, true },    /* one that nobody wants */
		{ 10, 10, "a", false, false, true }, { 10, 10, "b", false, false, true }, /* one behind the other */
		{ 12, 14, "a", false, false, true }, { 12, 13, "b", false, false, true }, /* not the same place */
		{ 15, 16, "a", true, false, true }, { 15, 16, "a", false, false, true },
	};
	struct sink sink = { .arena = &arena };
	const struct source *s = source_make(&arena, "a.yaml", "0123456789abcdefghij\n", 21);
	const struct input_file file = { .source = s };
	struct map files = { 0 };

	*map_at(&arena, &files, s, NULL, NULL) = (void *)(uintptr_t)&file;
	for (size_t i = 0; i < sizeof wants / sizeof *wants; i++) {
		struct finding *f = sink_add(&sink, &notice_input_placeholder, (struct span){ s, wants[i].begin, wants[i].end }, "%zu", i);

		finding_fix(&arena, f, f->span, wants[i].text);
		f->unsafe = wants[i].unsafe;
		f->suppression = wants[i].silenced ? SUPPRESSION_IN_SOURCE : SUPPRESSION_NONE;
	}
	edits_settle(&sink, &files);
	for (size_t i = 0; i < sizeof wants / sizeof *wants; i++)
		ck_assert_msg((sink.findings.at[i]->edits.n > 0) == wants[i].kept, "finding %zu is %s its edit", i, wants[i].kept ? "without" : "left with");
}
END_TEST

/* A notice that says it can be fixed is, in some case. */
START_TEST(flags_are_true)
{
	struct buf without = BUF_INIT;
	size_t n;
	const struct notice *const *all = catalogue_notices(&registry, &arena, &n);

	printf("%zu findings fixed, %zu not for what would come of it, in %zu cases\n", n_fixed, n_refused, n_cases);
	for (size_t i = 0; i < n; i++)
		if (all[i]->fixable && !map_get(&shown, all[i], NULL, NULL))
			buf_printf(&without, " %s", all[i]->code);
	ck_assert_msg(!without.n, "no case shows the fixes of%s", without.at);
	buf_release(&without);
}
END_TEST

static void find_cases(const char *top)
{
	struct tree_names rules = tree_cases(&arena, top, NULL);

	for (size_t i = 0; i < rules.names.n; i++) {
		const char *folder = arena_printf(&arena, "%s/%s", top, rules.names.at[i]);
		struct tree_names list = { 0 };

		if (strcmp(top, OWN) == 0)
			vec_push(&arena, &cases.folders, folder);
		else
			list = tree_cases(&arena, folder, NULL);
		for (size_t k = 0; k < list.names.n; k++)
			vec_push(&arena, &cases.folders, arena_printf(&arena, "%s/%s", folder, list.names.at[k]));
	}
}

static void find_pages(void)
{
	struct tree_names files = tree_files(&arena, "rules");

	for (size_t i = 0; i < files.names.n; i++)
		if (is_page(files.names.at[i]) && strchr(files.names.at[i], '/'))
			vec_push(&arena, &cases.folders, arena_printf(&arena, "rules/%s", files.names.at[i]));
}

int main(void)
{
	Suite *suite = suite_create("fix");
	TCase *all = tcase_create("cases"), *flags = tcase_create("flags");
	int status;

	home = path_working(&arena);
	find_cases(RULES);
	find_cases(OWN);
	find_pages();
	tcase_set_timeout(all, 0);
	tcase_set_timeout(flags, 0);
	tcase_add_loop_test(all, fixes_hold, 0, (int)cases.folders.n);
	tcase_add_test(flags, wanted_files);
	tcase_add_test(flags, more_than_can_be_told);
	tcase_add_test(flags, edits_in_one_place);
	tcase_add_test(flags, flags_are_true);
	suite_add_tcase(suite, all);
	suite_add_tcase(suite, flags);
	status = suite_run(suite, CK_NOFORK);
	arena_release(&arena);
	return status;
}
