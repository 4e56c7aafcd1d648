/*
 * Runs the program on the fixtures of the rules.
 *
 * testdata/rules/<rule>/<case>/ is a tree of files, checked in that folder
 * with the default rule set and the words of the case's file args, if it has
 * one; its .meshlint.yaml is used where there is one, and no other. want.txt is all that the concise report
 * says; empty, or not there, for a silent case. BLESS=1 rewrites it. A case whose name
 * ends with .bug is run and shown but fails nothing: a known defect. Where the environment's CASES names a file, only the
 * cases that its lines name (<rule>/<case>) are run: .ci/mutate asks a few, many times.
 *
 * Every rule has a case that fires, one that is silent, and a near miss: a
 * case whose name begins with "near" and which is silent on just what the rule
 * must not report.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "lint/catalogue.h"
#include "lint/rule.h"
#include "rules/registry.h"
#include "test/golden.h"
#include "test/run.h"
#include "test/spawn.h"
#include "test/tree.h"

#define FIXTURES "testdata/rules"

static struct arena arena;

static struct {
	VEC(const char *) folders; /* rule/case */
} cases;

/* What the program says of a case, or the reason why that cannot be told, in *wrong. */
static const char *report_of(const char *folder, const char **wrong)
{
	const char *args = tree_read(&arena, arena_printf(&arena, "%s/args", folder), NULL);
	bool configured = tree_is_there(arena_printf(&arena, "%s/.meshlint.yaml", folder));
	const char *const first[] = { "check", "-f", "concise", configured ? NULL : "--no-config", NULL };
	const char *const last[] = { ".", NULL };
	struct spawn s = { .folder = folder };

	s.args = spawn_join(&arena, first, spawn_words(&arena, args ? args : ""));
	s.args = spawn_join(&arena, s.args, last);
	spawn_meshlint(&arena, &s);
	if (s.status == SPAWN_TIMED_OUT)
		*wrong = "does not come to an end";
	else if (s.status > 2)
		*wrong = arena_printf(&arena, "ends with status %d: %s", s.status, s.err);
	else if (strlen(s.out) != s.n_out)
		*wrong = "the report holds a NUL byte";
	else
		*wrong = NULL;
	return s.out;
}

/* Is the line among those of the text? */
static bool has_line(const char *text, const char *line)
{
	size_t n = strlen(line);

	for (const char *at = text; (at = strstr(at, line)); at += n)
		if ((at == text || at[-1] == '\n') && at[n] == '\n')
			return true;
	return false;
}

START_TEST(fixture_agrees)
{
	const char *name = cases.folders.at[_i];
	const char *folder = arena_printf(&arena, FIXTURES "/%s", name), *wrong;
	const char *got = report_of(folder, &wrong);
	const char *want = arena_printf(&arena, "%s/want.txt", folder);
	size_t n = strlen(name);
	bool bug = n > 4 && strcmp(name + n - 4, ".bug") == 0;

	if (!wrong)
		wrong = bug ? golden_differs(&arena, tree_read(&arena, want, NULL), got)
			: golden_file(&arena, want, got);
	if (bug)
		printf("known failure: %s: %s\n", name, wrong ? wrong : "none any more, drop its .bug");
	else if (wrong)
		ck_abort_msg("%s: %s", folder, wrong);
}
END_TEST

/* Does the case's want.txt hold a finding of this code? */
static bool case_fires(const char *folder, const char *code)
{
	const char *want = tree_read(&arena, arena_printf(&arena, "%s/want.txt", folder), NULL);

	return want && strstr(want, arena_printf(&arena, " %s ", code));
}

START_TEST(rule_has_cases)
{
	const struct notice *n = &registry.rules[_i]->notice;
	const char *folder = arena_printf(&arena, FIXTURES "/%s", n->name);
	struct tree_names list = tree_list(&arena, folder);
	int fires = 0, silent = 0, near = 0;

	for (size_t i = 0; i < list.names.n; i++) {
		const char *name = list.names.at[i];

		if (case_fires(arena_printf(&arena, "%s/%s", folder, name), n->code))
			fires++;
		else if (strncmp(name, "near", 4) == 0)
			near++;
		else
			silent++;
	}
	ck_assert_msg(fires && silent && near, "%s (%s) has %d firing, %d silent and %d near-miss cases: at least one of each",
		folder, n->code, fires, silent, near);
}
END_TEST

/* Does a text name an object's kind: kind: Service, "kind": "Service"? */
static bool names_kind(const char *text, const char *kind)
{
	size_t n = strlen(kind);

	for (const char *at = text; (at = strstr(at, "kind"));) {
		at += strlen("kind");
		at += strspn(at, "\"': ");
		if (strncmp(at, kind, n) == 0 && strchr("\"',} \r\n\t", at[n])) /* the end of the text too */
			return true;
	}
	return false;
}

/* Does a file of the case hold an object of one of these kinds, or one that brings objects of any? */
static bool case_has_kind(const char *folder, uint64_t kinds)
{
	static const char *const bring[] = { "HelmRelease", "HelmChart", "Application" };
	struct tree_names files = tree_files(&arena, folder);

	for (size_t i = 0; i < files.names.n; i++) {
		const char *text = tree_read(&arena, arena_printf(&arena, "%s/%s", folder, files.names.at[i]), NULL);

		for (size_t k = 0; text && k < sizeof bring / sizeof *bring; k++)
			if (names_kind(text, bring[k]))
				return true;
		for (unsigned k = 0; text && k < 64; k++)
			if ((kinds & UINT64_C(1) << k) && names_kind(text, kind_name((enum kind)k)))
				return true;
	}
	return false;
}

/* A silent case without what its rule looks at is silent whatever the rule does. */
START_TEST(cases_have_subjects)
{
	const struct rule *r = registry.rules[_i];
	const char *folder = arena_printf(&arena, FIXTURES "/%s", r->notice.name);
	struct tree_names list = tree_cases(&arena, folder, NULL);
	uint64_t kinds = r->subjects ? r->subjects : r->visit ? KIND_BIT(r->subject) : r->reads;
	struct buf without = BUF_INIT;
	const char *names;

	for (size_t i = 0; i < list.names.n; i++) {
		const char *path = arena_printf(&arena, "%s/%s", folder, list.names.at[i]);

		if (kinds && kinds != EVERY_KIND && !case_fires(path, r->notice.code) && !case_has_kind(path, kinds))
			buf_printf(&without, " %s", list.names.at[i]);
	}
	names = without.n ? arena_strndup(&arena, without.at, without.n) : NULL;
	buf_release(&without);
	ck_assert_msg(!names, "%s: no object of a kind that the rule looks at is in:%s", folder, names);
}
END_TEST

/* A folder that is no rule's is a case that nobody asks for. */
START_TEST(folders_are_rules)
{
	struct tree_names rules = tree_list(&arena, FIXTURES);

	for (size_t i = 0; i < rules.names.n; i++) {
		size_t n;
		const struct notice *const *all = catalogue_notices(&registry, &arena, &n);
		bool known = false;

		for (size_t k = 0; k < n; k++)
			known |= strcmp(all[k]->name, rules.names.at[i]) == 0;
		ck_assert_msg(known, FIXTURES "/%s is named after no rule", rules.names.at[i]);
	}
}
END_TEST

static void find_cases(const char *only)
{
	struct tree_names rules = tree_cases(&arena, FIXTURES, NULL);

	for (size_t i = 0; i < rules.names.n; i++) {
		const char *rule = rules.names.at[i];
		struct tree_names list = tree_cases(&arena, arena_printf(&arena, FIXTURES "/%s", rule), NULL);

		for (size_t k = 0; k < list.names.n; k++) {
			const char *name = arena_printf(&arena, "%s/%s", rule, list.names.at[k]);

			if (!only || has_line(only, name))
				vec_push(&arena, &cases.folders, name);
		}
	}
}

int main(void)
{
	Suite *suite = suite_create("fixtures");
	TCase *all = tcase_create("cases"), *each = tcase_create("rules");
	const char *only = getenv("CASES") ? tree_read(&arena, getenv("CASES"), NULL) : NULL;
	int status;

	find_cases(only);
	tcase_set_timeout(all, 0);
	tcase_add_loop_test(all, fixture_agrees, 0, (int)cases.folders.n);
	if (!only) {
		tcase_add_loop_test(each, rule_has_cases, 0, (int)registry.n_rules);
		tcase_add_loop_test(each, cases_have_subjects, 0, (int)registry.n_rules);
		tcase_add_test(each, folders_are_rules);
	}
	suite_add_tcase(suite, all);
	suite_add_tcase(suite, each);
	status = suite_run(suite, CK_NOFORK);
	arena_release(&arena);
	return status;
}
