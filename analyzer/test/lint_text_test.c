/*
 * The lint room piece by piece: words and their distances, what templates are read to make. Tables are compared with
 * testdata/lint/ (BLESS=1 rewrites it).
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "doc/load.h"
#include "keys.h"
#include "lint/catalogue.h"
#include "lint/charts.h"
#include "lint/rule.h"
#include "lint/select.h"
#include "source/read.h"
#include "test/golden.h"
#include "test/run.h"

#ifndef TESTDATA
#define TESTDATA "testdata"
#endif

static struct arena arena = ARENA_INIT;

static void teardown(void)
{
	arena_release(&arena);
}

static void assert_golden(const char *name, struct buf *out)
{
	const char *differs = golden_file(&arena, arena_printf(&arena, TESTDATA "/lint/%s", name), out->at);

	ck_assert_msg(!differs, "%s:\n%.3000s", name, differs);
	buf_release(out);
}

/* --- words --- */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* By its definition: of the beginnings of both, what the last step was. */
static size_t distance(const char *a, size_t m, const char *b, size_t n)
{
	size_t d;

	if (!m || !n)
		return m + n;
	d = least(distance(a, m - 1, b, n) + 1, distance(a, m, b, n - 1) + 1);
	d = least(d, distance(a, m - 1, b, n - 1) + (a[m - 1] != b[n - 1]));
	if (m > 1 && n > 1 && a[m - 1] == b[n - 2] && a[m - 2] == b[n - 1])
		d = least(d, distance(a, m - 2, b, n - 2) + 1);
	return d;
}

START_TEST(distances)
{
	static const char *const words[] = {
		"", "a", "b", "c", "ab", "ba", "aa", "abc", "acb", "bac", "cab", "cba", "bca", "abcd", "abdc", "badc", "dcba", "aabb", "abab", "bbaa", "abcde", "xbcde", "abxde",
		"abcdx", "bacde", "abced", "axbxc", "bcdef", "ab ab",
	};
	char longest[66];

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		for (size_t k = 0; k < sizeof words / sizeof *words; k++)
			for (size_t limit = 0; limit < 6; limit++) {
				size_t m = strlen(words[i]), n = strlen(words[k]);

				ck_assert_msg(edit_distance(words[i], m, words[k], n, limit) == least(distance(words[i], m, words[k], n), limit + 1), "\"%s\" and \"%s\", up to %zu",
					words[i], words[k], limit);
			}
	memset(longest, 'x', sizeof longest);
	ck_assert_uint_eq(edit_distance(longest, 64, longest, 63, 3), 1);
	ck_assert_uint_eq(edit_distance(longest, 63, longest, 64, 3), 1);
	ck_assert_uint_eq(edit_distance(longest, 65, longest, 65, 3), 4);
	ck_assert_uint_eq(edit_distance(longest, 64, longest, 65, 3), 4);
	ck_assert_uint_eq(edit_distance(longest, 65, longest, 64, 3), 4);
}
END_TEST

static const struct rule first = {
	.notice = { .code = "AA001", .name = "test-host", .severity = SEVERITY_ERROR, .aliases = "IST0101 KIA1101", .category = "routing" },
};
static const struct rule second = {
	.notice = { .code = "AA012", .name = "test-name", .severity = SEVERITY_WARNING, .former = "older-denotation old-word", .category = "naming" },
};
static const struct rule third = { .notice = { .code = "CC001", .name = "test-other", .aliases = "IST0102", .category = "naming" } };
static const struct notice engine[] = {
	{ .code = "AA002", .name = "input-broken", .severity = SEVERITY_ERROR, .category = "input" }, { .code = "BB001", .name = "input-odd", .severity = SEVERITY_INFO }, { .code = "DD001", .name = "x", .severity = SEVERITY_INFO, .category = "input" },
};
static const struct rule *const rules[] = { &first, &second, &third };
static const struct notice *const notices[] = { &engine[0], &engine[1], &engine[2] };
static const char *const retired[] = { "AA009" };
static const struct catalogue catalogue = {
	.rules = rules, .n_rules = 3, .engine = notices, .n_engine = 3, .retired = retired, .n_retired = 1,
};

/* What each word means, which rules it selects and how narrowly, and what is suggested for it. */
START_TEST(words)
{
	static const char *const list[] = {
		"AA001", "AA00", "AA0", "AA", "A", "", "AA0011", "aa001", "AA009", "AA00 9", "test-host", "test-hos", "test-hots", "test-hoist", "tset-name", "routing", "rout",
		"routings", "rooting", "naming", "input", "inptu", "IST0101", "IST010", "IST0103", "IST0203", "KIA1101", "KIA1110", "KIA1101 ", "IST0101 KIA1101", "BB001", "BB002", "BB022",
		"x", "y", "xy", "CC01", "CC1", "DD0001", "nothing like it", "input-odd", "inputodd", "input-broken-", "nput-brokn", "AA02", "A001",
		"old-word", "old-wrd", "older-denotation", "older-donation", "older", "older-denotation old-word", "former",
	};
	struct buf out = BUF_INIT;
	const struct notice *const *all;
	size_t n;

	all = catalogue_notices(&catalogue, &arena, &n);
	for (size_t i = 0; i < n; i++)
		buf_printf(&out, "%s%c", all[i]->code, i + 1 < n ? ' ' : '\n');
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		size_t len = strlen(list[i]);
		const char *suggested = catalogue_suggest(&catalogue, &arena, list[i], len);

		buf_printf(&out, "\"%s\"%s", list[i], catalogue_knows(&catalogue, list[i], len) ? " known" : "");
		for (size_t k = 0; k < n; k++)
			if (notice_match(all[k], list[i], len) != MATCH_NONE)
				buf_printf(&out, " %s:%d%s", all[k]->code, notice_match(all[k], list[i], len), notice_has_alias(all[k], list[i], len) ? " alias" : "");
		buf_printf(&out, "%s%s\n", suggested ? " suggests " : "", suggested ? suggested : "");
	}
	assert_golden("words.txt", &out);
}
END_TEST

/* --- which rules a run gives --- */

/* "select A B ignore C / extend D": layers, and behind "severity" words with the severity to be. */
static void put_selection(struct buf *out, const char *wishes)
{
	static const char *const severities[] = { "off", "info", "warning", "error" };
	struct layer layers[2] = { 0 };
	struct severity_wishes wanted = { 0 };
	struct words *into = NULL;
	struct selection s = { 0 };
	size_t n = 0;

	for (const char *at = wishes; *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		const char *word = arena_strndup(&arena, at, len), *equals = strchr(word, '=');

		at += len;
		if (strcmp(word, "/") == 0) {
			n++;
		} else if (strcmp(word, "select") == 0) {
			layers[n].selects = true;
			into = &layers[n].select;
		} else if (strcmp(word, "extend") == 0) {
			into = &layers[n].extend;
		} else if (strcmp(word, "ignore") == 0) {
			into = &layers[n].ignore;
		} else if (equals) {
			struct severity_wish wish = { arena_strndup(&arena, word, (size_t)(equals - word)), SEVERITY_OFF };

			for (int i = 0; i < 4; i++)
				if (strcmp(severities[i], equals + 1) == 0)
					wish.severity = (enum severity)i;
			vec_push(&arena, &wanted.list, wish);
		} else {
			vec_push(&arena, &into->list, word);
		}
	}
	selection_make(&s, &arena, &catalogue, layers, n + 1, &wanted);
	buf_printf(out, "%s ->", wishes);
	for (size_t i = 0; i < s.n; i++) {
		ck_assert_ptr_eq(selection_of(&s, s.at[i].notice), &s.at[i]);
		buf_printf(out, " %s%s%s%s", s.at[i].on ? "" : "-", s.at[i].notice->code, s.at[i].on ? ":" : "", s.at[i].on ? severities[s.at[i].severity] : "");
	}
	buf_putc(out, '\n');
}

START_TEST(selections)
{
	static const char *const list[] = {
		"", "select AA001", "select AA", "select AA ignore AA001", "select AA001 ignore AA", "select AA001 ignore AA001", "select routing", "select naming ignore AA012", "select naming ignore test-name",
		"ignore AA", "ignore AA select AA001", "ignore AA extend AA001", "extend AA001", "extend AA", "extend CC001", "extend CC", "extend test-other", "select CC001", "select CC", "select IST0102", "ignore CC001 extend CC001",
		"ignore input", "ignore AA002", "select AA001 ignore AA002", "ignore AA002 select AA", "ignore AA0 select AA00", "ignore AA00 select AA0", "select AA001 / ignore AA001", "ignore AA001 / select AA001", "select AA001 / extend BB001",
		"select AA001 / select BB001", "select AA001 / ignore AA", "select AA / ignore AA001", "ignore AA001 / extend AA", "/ select AA", "extend CC001 /", "ignore input / select AA002",
		"AA001=warning", "AA=info", "AA001=off", "AA=warning AA001=error", "AA001=error AA=warning", "AA001=error test-host=info", "naming=error", "CC001=error", "CC001=info", "CC=error", "extend CC001 CC001=error", "extend CC001 CC001=off",
		"ignore CC001 CC001=error", "AA001=info AA001=warning", "AA=info AA0=warning AA=error", "routing=info AA=error routing=off", "ignore BB001 BB001=error", "BB001=off select BB001",
	};
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		put_selection(&out, list[i]);
	assert_golden("selections.txt", &out);
}
END_TEST

/* --- what templates will make --- */

/* The gaps of one file, made so by how it was read. */
static void put_gaps(struct buf *out, const char *text, struct input_file file)
{
	struct sink sink = { .arena = &arena };
	struct pool *pool = pool_new(keys, n_keys);
	struct load load = { .arena = &arena, .pool = pool, .sink = &sink };
	struct input in = { .arena = &arena, .pool = pool, .sink = &sink };

	file.source = read_text(&arena, "a.yaml", text, strlen(text));
	if (file.applied == APPLIED && !file.broken) {
		load_source(&load, file.source);
		file.documents = load.documents.at;
		file.n_documents = load.documents.n;
	}
	vec_push(&arena, &in.files, file);
	charts_find(&in);
	for (const char *at = text; *at; at++)
		if (*at == '\n')
			buf_puts(out, "\\n");
		else
			buf_putc(out, *at);
	for (size_t i = 0; i < in.gaps.n; i++)
		buf_printf(out, "%s %x of %s%s", i ? "," : " ->", in.gaps.at[i].gap.scopes, in.gaps.at[i].gap.ns ? in.gaps.at[i].gap.ns->text : "any",
			strstr(in.gaps.at[i].gap.why, "completely") ? " (broken)" : strstr(in.gaps.at[i].gap.why, "placeholder") ? " (placeholder)" : "");
	buf_putc(out, '\n');
	pool_free(pool);
}

START_TEST(templates)
{
	static const char *const kinds[] = {
		"Certificate", "DaemonSet", "Deployment", "ExternalSecret", "Gateway", "Job", "CronJob", "Namespace", "Pod", "ReplicaSet", "Rollout", "SealedSecret", "Secret", "Service",
		"ServiceAccount", "ServiceEntry", "StatefulSet", "VirtualService", "WorkloadEntry", "WorkloadGroup", "Deploymen", "Deployments", "ConfigMap", "pod", "P",
	};
	static const char *const texts[] = {
		"apiVersion: v1\nkind: Service", "kind: Service\napiVersion: v1", "kind: Service", "  kind: Service", "apiVersion: v1\n  kind: Service", "  apiVersion: v1\n  kind: Service",
		"  apiVersion: v1\nkind: Service", "- apiVersion: v1\n  kind: Service", "apiVersion: v1\nspec:\n  kind: Pod\nkind: Service", "apiVersion: v1\n  apiVersion: v1\n  kind: Service\nkind: Pod",
		"kind: \"Service\"", "kind: 'Service' # c", "kind:Service", "kind:   Service", "kind :Service", "kinds: Service", "kind: Service#c", "kind: Service\tc", "kind:", "kind: ", "kind",
		"kind: {{ .x }}", "kind: <% x %>", "kind: {", "kind: {x", "kind: #@ x", "kind: Service{{ x }}", "kind: {{", "kind: \"{{ .x }}\"", "kind: ''",
		"# kind: Service", "  # c\nkind: Service", "\n\nkind: Service", "kind: Service\n---\nkind: Pod", "kind: Service\n--\nkind: Pod", "kind: Service\n--- # c\nkind: Pod", "kind: Service\n---",
		"---\nkind: Service", " ---\nkind: Service", "kind: Service\nkind: Pod",
		"{{ include \"x\" . }}", "{{- include \"x\" . }}", "{{-include \"x\"}}", "{{include \"x\"}}", "{{   include \"x\" }}", "  {{ include \"x\" . }}", "{{ includ", "{{ include", "{{ include ", "{{ inkludes }}",
		"{{ x include }}", "{{", "{{ ", "{{-", "<% include x %>", "<{ include x }}", "a {{ include \"x\" . }}", "apiVersion: v1\n{{ include \"x\" . }}", "{{ include \"x\" . }}\n---\nkind: Pod", "{{ include \"x\" . }}\nkind: Job",
		"kind: Service\nmetadata:\n  namespace: a", "kind: Service\nmetadata:\n  name: b\n  namespace: a # c", "metadata:\n  namespace: a\nkind: Service", "kind: Service\nmetadata:\nnamespace: a",
		"kind: Service\nspec:\n  namespace: a", "kind: Service\nmetadata:\n  x: y\nspec:\n  namespace: a", "kind: Service\nmetadata:\n  namespace: {{ .x }}", "kind: Service\nmetadata:\n  namespace: a\n---\nkind: Pod",
		"kind: Service\nmetadata:\n{{ if x }}\n  namespace: a\n{{ end }}", "kind: Service\nmetadata:\n# c\n  namespace: a", "kind: Service\nmetadata: {namespace: a}\n  namespace: b", "kind: Service\nmetadata:\n  namespace: a\n  namespace: {{ x }}",
		"  apiVersion: v1\n  kind: Service\n  metadata:\n    namespace: a", "  apiVersion: v1\n  kind: Service\n  metadata:\n  namespace: a", "kind: Service\nmetadatas:\n  namespace: a", "kind: Service\nmetadata:\n  namespace:",
		"metadata:\n  namespace: a", "kind: ConfigMap\nmetadata:\n  namespace: a",
	};
	struct input_file template = { .applied = SKIPPED_TEMPLATE }, broken = { .broken = true };
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		put_gaps(&out, arena_printf(&arena, "apiVersion: v1\nkind: %s\n", kinds[i]), template);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		put_gaps(&out, texts[i], template);
	put_gaps(&out, texts[0], broken);
	broken.unread = true;
	put_gaps(&out, texts[0], broken);
	template.rendered = true;
	put_gaps(&out, texts[0], template);
	assert_golden("templates.txt", &out);
}
END_TEST

START_TEST(kinds_to_come)
{
	static const char *const texts[] = {
		"apiVersion: v1\nkind: Service\n", "apiVersion: v1\nkind: ${X}\n", "apiVersion: ${X}\nkind: Service\n", "apiVersion: ${X}\nkind: ConfigMap\n", "apiVersion: ${X}\nkind: x\n", "apiVersion: ${X}\n",
		"kind: ${X}\nmetadata: {namespace: a}\n", "kind: ${X}\nmetadata: {namespace: '${Y}'}\n", "- kind: ${X}\n", "kind: ${X}\n---\nkind: Pod\n---\napiVersion: ${Y}\nkind: Pod\n", "kinds: ${X}\n", "${X}\n", "kind: {a: ${X}}\n", "kind: ~\n",
	};
	static const enum applied applied[] = { APPLIED, SKIPPED_PATCH };
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		for (size_t k = 0; k < 2; k++)
			put_gaps(&out, texts[i], (struct input_file){ .applied = applied[k] });
	put_gaps(&out, texts[1], (struct input_file){ .rendered = true });
	assert_golden("kinds-to-come.txt", &out);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("lint texts");
	TCase *t = tcase_create("lint texts");

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, distances);
	tcase_add_test(t, words);
	tcase_add_test(t, selections);
	tcase_add_test(t, templates);
	tcase_add_test(t, kinds_to_come);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK_GETENV);
}
