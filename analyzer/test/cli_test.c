/*
 * Runs the whole program as a user would.
 *
 * testdata/cli/<case>/ holds args (the words of the command line), optionally
 * stdin, env (lines NAME=value) and columns (standard output is a terminal this wide), a tree of files to work on, setup (a shell script that is
 * run there first; where git is not installed such a case is left out), and what must come of it: want.out and
 * want.err (not there: nothing), want.status (not there: 0), and in
 * want.files/ what files must stand in the tree afterwards. The program runs in a copy of the
 * folder, so it may write there. BLESS=1 rewrites what is wanted.
 * Cases ending .bug are run and shown but fail nothing.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/vec.h"
#include "test/golden.h"
#include "test/run.h"
#include "test/spawn.h"
#include "test/tree.h"

#define CASES "testdata/cli"

static struct arena arena;
static struct tree_names cases;

static const char *in(const char *folder, const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name);
}

static const char *const *lines_of(const char *text)
{
	VEC(const char *) lines = { 0 };

	while (text && *text) {
		size_t n = strcspn(text, "\n");

		if (n)
			vec_push(&arena, &lines, arena_strndup(&arena, text, n));
		text += n + (text[n] == '\n');
	}
	vec_push(&arena, &lines, NULL);
	return lines.at;
}

static void wrong_with(struct buf *b, const char *what, const char *differs)
{
	if (differs)
		buf_printf(b, "\n%s:%s", what, differs);
}

/* Files that the program was to write or change. */
static void compare_files(struct buf *wrong, const char *folder, const char *scratch)
{
	struct tree_names wanted = tree_files(&arena, in(folder, "want.files"));

	for (size_t i = 0; i < wanted.names.n; i++) {
		const char *name = wanted.names.at[i];
		const char *got = tree_read(&arena, in(scratch, name), NULL);

		if (!got)
			buf_printf(wrong, "\n%s was not written", name);
		else
			wrong_with(wrong, name, golden_file(&arena, in(folder, arena_printf(&arena, "want.files/%s", name)), got));
	}
}

/* Run the case's own script in the copy; what went wrong, or NULL. Its git is nobody's own. */
static const char *set_up(const char *scratch)
{
	return system(arena_printf(&arena, "cd '%s' && export HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null "
		"GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.com "
		"GIT_ALLOW_PROTOCOL=file GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=init.defaultBranch GIT_CONFIG_VALUE_0=main && "
		"sh -e ./setup >setup.log 2>&1", scratch)) == 0 ? NULL : tree_read(&arena, in(scratch, "setup.log"), NULL);
}

/* What is not as wanted, or NULL. */
static const char *run_case(const char *folder)
{
	const char *scratch = tree_scratch(&arena), *args = tree_read(&arena, in(folder, "args"), NULL);
	struct spawn s = { .folder = scratch };
	struct buf wrong = BUF_INIT;
	const char *text;

	tree_copy(&arena, folder, scratch);
	if (tree_is_there(in(folder, "setup"))) {
		if (system("git --version >/dev/null 2>&1") != 0)
			return NULL;
		text = set_up(scratch);
		if (text)
			return arena_printf(&arena, "setup fails: %s", text);
	}
	s.args = spawn_words(&arena, args ? args : "");
	s.env = lines_of(tree_read(&arena, in(folder, "env"), NULL));
	s.in = tree_read(&arena, in(folder, "stdin"), &s.n_in);
	text = tree_read(&arena, in(folder, "columns"), NULL);
	s.columns = text ? (unsigned)strtoul(text, NULL, 10) : 0;
	spawn_meshlint(&arena, &s);
	wrong_with(&wrong, "stdout", golden_file(&arena, in(folder, "want.out"), s.out));
	wrong_with(&wrong, "stderr", golden_file(&arena, in(folder, "want.err"), s.err));
	text = arena_printf(&arena, "%d\n", s.status);
	if (s.status != 0 || tree_is_there(in(folder, "want.status")))
		wrong_with(&wrong, "status", golden_file(&arena, in(folder, "want.status"), text));
	compare_files(&wrong, folder, scratch);
	tree_remove(scratch);
	text = wrong.n ? arena_strndup(&arena, wrong.at, wrong.n) : NULL;
	buf_release(&wrong);
	return text;
}

START_TEST(case_agrees)
{
	const char *name = cases.names.at[_i], *wrong = run_case(in(CASES, name));
	size_t n = strlen(name);

	if (n > 4 && strcmp(name + n - 4, ".bug") == 0)
		printf("known failure: %s: %s\n", name, wrong ? wrong : "none any more, drop its .bug");
	else if (wrong)
		ck_abort_msg(CASES "/%s: %s", name, wrong);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cli");
	TCase *all = tcase_create("cases");
	int status;

	cases = tree_cases(&arena, CASES, NULL);
	tcase_set_timeout(all, 0);
	tcase_add_loop_test(all, case_agrees, 0, (int)cases.names.n);
	suite_add_tcase(suite, all);
	status = suite_run(suite, CK_NOFORK);
	arena_release(&arena);
	return status;
}
